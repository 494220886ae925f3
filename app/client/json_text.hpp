#pragma once

#include "events/core/limits.hpp"
#include "events/core/outcome.hpp"
#include "storage/json/json.hpp"

#include <memory>
#include <string>

namespace gatehouse {

/// A JSON text and its parsed form, kept together.
class json_text_value {
public:
  static outcome<json_text_value> parse(std::string text) {
    auto kept = std::make_shared<const std::string>(std::move(text));
    auto document = json_document::parse(*kept, {limits::client_reply_bytes_max});
    if (!document)
      return document.error();
    return json_text_value{kept, std::make_shared<const json_document>(*std::move(document))};
  }

  json_value root() const { return document_->root(); }

  const std::string& text() const { return *text_; }

private:
  json_text_value(std::shared_ptr<const std::string> text,
                  std::shared_ptr<const json_document> document)
      : text_(std::move(text)), document_(std::move(document)) {}

  std::shared_ptr<const std::string> text_;
  std::shared_ptr<const json_document> document_;
};

/// Returns the text of a string member, empty if there is none.
inline std::string text_of(const json_value& object, std::string_view name) {
  auto found = object.find(name);
  return found ? found->as_string().value_or("") : std::string{};
}

} // namespace gatehouse
