#include "storage/query/query_json.hpp"

#include "storage/json/json_writer.hpp"

#include <cmath>

namespace gatehouse {

namespace {

struct value_writer {
  json_writer& out;

  void operator()(std::monostate) const { out.null(); }

  void operator()(std::int64_t number) const { out.value(number); }

  /// JSON has no word for an infinite number.
  void operator()(double number) const {
    if (std::isfinite(number))
      out.value(number);
    else
      out.null();
  }

  void operator()(const std::string& text) const { out.value(text); }
};

} // namespace

std::string query_to_json(const query_result& answer) {
  json_writer out;
  out.begin_object().key("columns").begin_array();
  for (const auto& name : answer.columns)
    out.value(name);
  out.end_array().key("rows").begin_array();
  for (const auto& row : answer.rows) {
    out.begin_array();
    for (const auto& value : row)
      std::visit(value_writer{out}, value);
    out.end_array();
  }
  return out.end_array().key("cut").value(answer.cut).end_object().take();
}

} // namespace gatehouse
