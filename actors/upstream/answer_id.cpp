#include "actors/upstream/answer_id.hpp"

namespace gatehouse {

void answer_id::feed(std::string_view bytes) {
  for (char c : bytes)
    step(c);
}

void answer_id::step(char c) {
  if (text_)
    in_text(c);
  else
    in_object(c);
}

void answer_id::in_text(char c) {
  if (escaped_)
    escaped_ = false;
  else if (c == '\\')
    escaped_ = true;
  else if (c == '"') {
    text_ = false;
    return;
  }
  constexpr std::size_t enough = 3;
  if (reads_key_ && key_.size() < enough)
    key_ += c;
}

void answer_id::in_object(char c) {
  constexpr std::uint64_t largest = 1'000'000'000'000'000'000;
  switch (c) {
  case '"':
    text_ = true;
    reads_id_ = false;
    reads_key_ = depth_ == 1 && key_next_;
    if (reads_key_)
      key_.clear();
    break;
  case ':':
    reads_id_ = depth_ == 1 && reads_key_ && key_ == "id" && !id_;
    key_next_ = reads_key_ = false;
    break;
  case '{':
  case '[':
    key_next_ = ++depth_ == 1 && c == '{';
    reads_id_ = false;
    break;
  case '}':
  case ']':
    --depth_;
    reads_id_ = false;
    break;
  case ',':
    key_next_ = depth_ == 1;
    reads_id_ = false;
    break;
  default:
    if (reads_id_ && c >= '0' && c <= '9' && id_.value_or(0) < largest)
      id_ = id_.value_or(0) * 10 + static_cast<std::uint64_t>(c - '0');
    else if (reads_id_ && c != ' ' && c != '\t')
      reads_id_ = false;
  }
}

} // namespace gatehouse
