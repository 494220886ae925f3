#include "storage/json/redaction.hpp"

#include "storage/json/json_writer.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace gatehouse {

namespace {

/// A word that makes a key a secret's wherever it stands in it.
constexpr auto secret_words = std::to_array<std::string_view>(
    {"authorization", "bearer", "cookie", "credential", "credentials", "jwt", "otp", "passphrase",
     "passwd", "password", "pwd", "secret", "secrets", "token"});

/// A word that makes a secret of a `key` behind it.
constexpr auto key_words = std::to_array<std::string_view>(
    {"access", "account", "api", "auth", "encryption", "master", "private", "signing", "ssh"});

/// How deep texts inside texts are looked into.
constexpr int text_depth_max = 4;

bool is_upper(char one) {
  return one >= 'A' && one <= 'Z';
}

bool is_word(char one) {
  return (one >= 'a' && one <= 'z') || is_upper(one) || (one >= '0' && one <= '9');
}

/// Returns the words of a key in lower case: `apiKey`, `API_KEY` and `x-api-key` all have `api` and
/// `key`.
std::vector<std::string> words_of(std::string_view key) {
  std::vector<std::string> words;
  bool fresh = true;
  char before = '\0';
  for (const char one : key) {
    const bool turns = is_upper(one) && !is_upper(before);
    if (is_word(one) && (fresh || turns))
      words.emplace_back();
    if (is_word(one))
      words.back() += is_upper(one) ? static_cast<char>(one + ('a' - 'A')) : one;
    fresh = !is_word(one);
    before = one;
  }
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words)
    all += word;
  return all;
}

template <class Words> bool has(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool looks_secret(const std::vector<std::string>& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (has(secret_words, words[at]))
      return true;
    if (words[at] == "key" && at > 0 && has(key_words, words[at - 1]))
      return true;
    if (words[at].ends_with("key") &&
        has(key_words, std::string_view{words[at]}.substr(0, words[at].size() - 3)))
      return true;
  }
  return false;
}

/// Returns the segments of a pointer, unescaped.
std::vector<std::string> segments_of(std::string_view pointer) {
  std::vector<std::string> segments;
  for (std::size_t at = 0; at < pointer.size(); ++at) {
    if (pointer[at] == '/') {
      segments.emplace_back();
    } else if (pointer[at] == '~') {
      segments.back() += pointer[++at] == '0' ? '~' : '/';
    } else {
      segments.back() += pointer[at];
    }
  }
  return segments;
}

/// The pointers that still lead somewhere from one place, by what is left of them.
using trails = std::vector<std::pair<const std::vector<std::string>*, std::size_t>>;

class redaction {
public:
  redaction(std::string_view root, const std::vector<std::string>& rules) {
    for (const auto& rule : rules) {
      if (!rule.starts_with('/'))
        names_.insert(joined(words_of(rule)));
      else if (rule == root || rule.starts_with(std::string{root} + '/'))
        pointers_.push_back(segments_of(rule.substr(root.size())));
    }
  }

  std::string of(const json_value& value) {
    trails all;
    for (const auto& pointer : pointers_)
      all.emplace_back(&pointer, 0);
    put(value, all);
    return out_.take();
  }

private:
  /// Recursion is as deep as the document, which json_limits bounds, and text_depth_max.
  void put(const json_value& value, const trails& here) {
    if (ends(here)) {
      out_.value(redacted_mark);
      return;
    }
    switch (value.kind()) {
    case json_kind::null:
    case json_kind::boolean:
    case json_kind::number:
      out_.raw(value.raw());
      return;
    case json_kind::string:
      put_text(value, here);
      return;
    case json_kind::array:
      put_array(value, here);
      return;
    case json_kind::object:
      put_object(value, here);
      return;
    }
  }

  void put_array(const json_value& value, const trails& here) {
    out_.begin_array();
    std::size_t index = 0;
    for (const auto& element : value.elements())
      put(element, behind(here, std::to_string(index++)));
    out_.end_array();
  }

  void put_object(const json_value& value, const trails& here) {
    out_.begin_object();
    for (const auto& [key, member] : value.members()) {
      out_.key(key);
      const auto words = words_of(key);
      if (looks_secret(words) || names_.contains(joined(words)))
        out_.value(redacted_mark);
      else
        put(member, behind(here, key));
    }
    out_.end_object();
  }

  void put_text(const json_value& value, const trails& here) {
    const auto text = *value.as_string();
    const auto first = text.find_first_not_of(" \t\r\n");
    const bool like_json = first != std::string::npos && (text[first] == '{' || text[first] == '[');
    const auto inner = like_json && text_depth_ < text_depth_max
                           ? json_document::parse(text, {text.size(), limits::json_depth_max})
                           : failure{errc::malformed_json, {}};
    if (!inner) {
      out_.raw(value.raw());
      return;
    }
    ++text_depth_;
    auto outer = std::exchange(out_, json_writer{});
    put(inner->root(), here);
    auto redacted = std::exchange(out_, std::move(outer)).take();
    --text_depth_;
    out_.value(redacted);
  }

  static bool ends(const trails& here) {
    return std::any_of(here.begin(), here.end(),
                       [](const auto& one) { return one.second == one.first->size(); });
  }

  static trails behind(const trails& here, std::string_view segment) {
    trails next;
    for (const auto& [pointer, at] : here)
      if (const auto& wanted = (*pointer)[at]; wanted == "*" || wanted == segment)
        next.emplace_back(pointer, at + 1);
    return next;
  }

  std::set<std::string> names_;
  std::vector<std::vector<std::string>> pointers_;
  json_writer out_;
  int text_depth_ = 0;
};

} // namespace

std::string redacted_json(const json_value& value, std::string_view root,
                          const std::vector<std::string>& rules) {
  return redaction{root, rules}.of(value);
}

} // namespace gatehouse
