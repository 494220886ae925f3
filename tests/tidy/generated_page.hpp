#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace gatehouse::tidy {

/// Compares the page at `path` with what the code says it should hold. When the environment has
/// GATEHOUSE_UPDATE=1, writes it instead.
testing::AssertionResult page_holds(const std::string& path, const std::string& content);

/// Says whether the page at `path`, which holds `have`, holds what it should.
testing::AssertionResult same_page(const std::string& path, std::string_view have,
                                   const std::string& content);

/// Returns docs/errors.md as events/core/errors.def has it.
std::string errors_page();

/// Returns docs/limits.md for the text of events/core/limits.hpp.
std::string limits_page(std::string_view header);

} // namespace gatehouse::tidy
