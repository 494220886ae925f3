#pragma once

#include "events/core/outcome.hpp"
#include "http/exchange.hpp"

#include <string>

namespace gatehouse {

/// Answers with the problem document of `why`.
void refuse(const exchange_ptr& x, const failure& why);
/// Answers 200 with the JSON, or the problem document.
void answer_json(const exchange_ptr& x, outcome<std::string> json);
/// Answers 201 with `json` and the path of what was created.
void answer_created(const exchange_ptr& x, std::string json, const std::string& id);
/// Answers 204, or the problem document.
void answer_done(const exchange_ptr& x, const outcome<nothing>& done);

} // namespace gatehouse
