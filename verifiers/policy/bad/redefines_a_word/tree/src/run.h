#pragma once
#define private public
