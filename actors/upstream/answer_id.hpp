#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse {

/// Finds the integer "id" of a JSON object that is too large to be kept, from its bytes as they
/// pass by, so that the one request it answers can be told. Whatever is not JSON just yields no id.
class answer_id {
public:
  void feed(std::string_view bytes);

  std::optional<std::uint64_t> value() const noexcept { return id_; }

private:
  void step(char c);
  void in_text(char c);
  void in_object(char c);

  int depth_ = 0;
  bool text_ = false;
  bool escaped_ = false;
  bool key_next_ = false;
  bool reads_key_ = false;
  bool reads_id_ = false;
  std::string key_; ///< at most the few bytes needed to tell "id" from others
  std::optional<std::uint64_t> id_;
};

} // namespace gatehouse
