// Templates name what they do not know.
#include "core/template.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

std::string rendered(const std::string& text) {
  const auto result = render("brief.md", text, {{"task", "sum"}, {"goal", "{{task}} {{"}});
  return result ? *result : result.error().message;
}

TEST(TemplateTest, VariablesAreReplacedWhereverTheyStand) {
  EXPECT_EQ(rendered(""), "");
  EXPECT_EQ(rendered("plain { } }}"), "plain { } }}");
  EXPECT_EQ(rendered("{{task}}{{ task }}\n"), "sumsum\n");
}

TEST(TemplateTest, WhatAValueSaysIsNotRenderedAgain) {
  EXPECT_EQ(rendered("<{{goal}}>"), "<{{task}} {{>");
}

TEST(TemplateTest, AnUnknownVariableIsNamedWithItsLine) {
  EXPECT_EQ(rendered("a\n\n{{task}} {{tusk}}"), "brief.md:3: unknown variable tusk");
  EXPECT_EQ(rendered("{{}}"), "brief.md:1: unknown variable ");
}

TEST(TemplateTest, AnOpenVariableIsNamedWithItsLine) {
  EXPECT_EQ(rendered("a\n{{task"), "brief.md:2: {{ is not closed");
}

TEST(TemplateTest, AFaultIsTheSpecs) {
  EXPECT_EQ(render("t", "{{x}}", {}).error().kind, ErrorKind::spec);
}

}  // namespace
}  // namespace wright
