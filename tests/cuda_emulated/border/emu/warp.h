// A stand-in until the scheduler is there: no warp operations.
#pragma once
