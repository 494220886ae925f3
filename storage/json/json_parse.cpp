#include "storage/json/json.hpp"
#include "storage/json/json_text.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <limits>
#include <tuple>

namespace gatehouse {
namespace {

/// rapidjson's input stream over a text that need not end in NUL. It stands still at the end, and
/// a NUL inside the text looks like the end, so the parser's caller checks Tell() afterwards.
///
/// To the parser it is a text to parse in place, for otherwise it would collect each string in a
/// buffer of its own: what it writes back is only looked at.
class text_stream {
public:
  using Ch = char;

  explicit text_stream(std::string_view text) : text_(text) {}

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  char Take() { return at_ < text_.size() ? text_[at_++] : '\0'; }

  std::size_t Tell() const { return at_; }

  char* PutBegin() {
    put_ = 0;
    last_ = 0;
    surrogate_ = false;
    return nullptr;
  }

  /// Takes a byte of a decoded string. The parser takes a lone low surrogate that is written as an
  /// escape; in UTF-8 such a one, and nothing else, begins with ED A0 to ED BF. Raw bytes the
  /// parser has checked itself.
  void Put(char c) {
    const auto byte = static_cast<unsigned char>(c);
    surrogate_ = surrogate_ || (last_ == 0xED && byte >= 0xA0);
    last_ = byte;
    ++put_;
  }

  std::size_t PutEnd(char*) { return put_; }

  bool has_lone_surrogate() const { return surrogate_; }

  // What an input stream must name and this reader never calls.
  void Flush() {}

private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t put_ = 0; ///< bytes of the string decoded last, with its end
  unsigned char last_ = 0;
  bool surrogate_ = false;
};

/// A decoded key and where its token begins.
struct seen_key {
  std::string_view text;
  std::uint32_t begin;
};

/// Returns the later one of two equal keys, null if all differ. Few keys are compared pairwise,
/// many are sorted: 100,000 keys in one object must not cost 5,000,000,000 comparisons.
const seen_key* find_duplicate(std::vector<seen_key>::iterator first,
                               std::vector<seen_key>::iterator last) {
  constexpr std::ptrdiff_t pairwise_max = 8;
  if (last - first <= pairwise_max) {
    for (auto one = first; one != last; ++one)
      for (auto earlier = first; earlier != one; ++earlier)
        if (one->text == earlier->text)
          return &*one;
    return nullptr;
  }
  std::sort(first, last, [](const seen_key& left, const seen_key& right) {
    return std::tie(left.text, left.begin) < std::tie(right.text, right.begin);
  });
  auto found = std::adjacent_find(first, last, [](const seen_key& left, const seen_key& right) {
    return left.text == right.text;
  });
  return found == last ? nullptr : &*(found + 1);
}

/// Returns whether a number token fits a double. rapidjson refuses most that don't, but lets some
/// such as 1.8e308 through when it hands numbers over as text.
bool fits_double(std::string_view token) {
  constexpr std::size_t plain_digits_max = 300;
  if (token.size() <= plain_digits_max && token.find_first_of("eE") == std::string_view::npos)
    return true;
  const auto* end = token.data() + token.size();
  double value = 0;
  if (std::from_chars(token.data(), end, value).ec == std::errc{})
    return std::isfinite(value);
  // Out of range on which side? What is too large for a double but was let through fits a wider
  // type; what is too small for that as well leaves it 0.
  long double wide = 0;
  std::from_chars(token.data(), end, wide);
  return std::fabs(wide) < 1;
}

} // namespace

/// Turns the parser's events into the tape. The stream stands behind a scalar and on a bracket when
/// its event comes; where a value begins follows from the grammar: between two tokens there is only
/// white space and at most one comma or colon.
class json_document::builder {
public:
  using Ch = char;

  builder(json_document& document, const text_stream& stream, std::size_t depth_max)
      : document_(document), stream_(stream), depth_max_(depth_max) {}

  bool Null() { return scalar(json_kind::null); }

  bool Bool(bool) { return scalar(json_kind::boolean); }

  bool RawNumber(const char*, rapidjson::SizeType, bool) {
    if (!scalar(json_kind::number))
      return false;
    const node& added = document_.nodes_.back();
    return fits_double(document_.text_.substr(added.begin, added.length)) ||
           refuse(errc::malformed_json, "number out of range", added.begin);
  }

  bool String(const char*, rapidjson::SizeType, bool) {
    return scalar(json_kind::string) && no_lone_surrogate();
  }

  bool Key(const char*, rapidjson::SizeType length, bool) {
    if (!scalar(json_kind::string) || !no_lone_surrogate())
      return false;
    const node& added = document_.nodes_.back();
    const auto token = document_.text_.substr(added.begin, added.length);
    // Escapes are longer than what they mean, so equal lengths say that there are none.
    keys_.push_back({token.size() == length + 2
                         ? token.substr(1, length)
                         : std::string_view{decoded_.emplace_back(unescape_json_string(token))},
                     added.begin});
    return true;
  }

  bool StartObject() { return open(json_kind::object); }

  bool StartArray() { return open(json_kind::array); }

  bool EndObject(rapidjson::SizeType count) {
    const auto first = keys_.begin() + static_cast<std::ptrdiff_t>(open_.back().keys);
    if (const auto* twice = find_duplicate(first, keys_.end()))
      return refuse(errc::malformed_json, "duplicate key", twice->begin);
    keys_.erase(first, keys_.end());
    return close(count);
  }

  bool EndArray(rapidjson::SizeType count) { return close(count); }

  // Numbers come as RawNumber; the reader's template still names these.
  bool Int(int) { return false; }

  bool Uint(unsigned) { return false; }

  bool Int64(std::int64_t) { return false; }

  bool Uint64(std::uint64_t) { return false; }

  bool Double(double) { return false; }

  const std::optional<failure>& refusal() const { return refusal_; }

private:
  struct open_container {
    std::uint32_t node;
    std::size_t keys; ///< how many keys enclosing objects have collected
  };

  bool no_lone_surrogate() {
    return !stream_.has_lone_surrogate() ||
           refuse(errc::malformed_json, "lone surrogate in the string",
                  document_.nodes_.back().begin);
  }

  std::uint32_t next_begin() const {
    return static_cast<std::uint32_t>(document_.text_.find_first_not_of(" \t\n\r,:", behind_));
  }

  std::uint32_t node_count() const { return static_cast<std::uint32_t>(document_.nodes_.size()); }

  bool scalar(json_kind kind) {
    const auto begin = next_begin();
    behind_ = static_cast<std::uint32_t>(stream_.Tell());
    document_.nodes_.push_back({kind, begin, behind_ - begin, node_count() + 1, 0});
    return true;
  }

  bool open(json_kind kind) {
    const auto begin = static_cast<std::uint32_t>(stream_.Tell());
    if (open_.size() >= depth_max_)
      return refuse(errc::too_deep, "nested deeper than " + std::to_string(depth_max_), begin);
    open_.push_back({node_count(), keys_.size()});
    behind_ = begin + 1;
    document_.nodes_.push_back({kind, begin, 0, 0, 0});
    return true;
  }

  bool close(std::uint32_t count) {
    node& container = document_.nodes_[open_.back().node];
    open_.pop_back();
    behind_ = static_cast<std::uint32_t>(stream_.Tell()) + 1;
    container.length = behind_ - container.begin;
    container.end = node_count();
    container.size = count;
    return true;
  }

  bool refuse(errc code, const std::string& what, std::size_t at) {
    refusal_ = failure{code, what + " at byte " + std::to_string(at)};
    return false;
  }

  json_document& document_;
  const text_stream& stream_;
  std::size_t depth_max_;
  std::uint32_t behind_ = 0; ///< behind the last token
  std::vector<open_container> open_;
  std::vector<seen_key> keys_;
  std::deque<std::string> decoded_; ///< keys that have escapes; a deque keeps them in place
  std::optional<failure> refusal_;
};

outcome<json_document> json_document::parse(std::string_view text, const json_limits& bounds) {
  const auto bytes_max =
      std::min<std::size_t>(bounds.bytes_max, std::numeric_limits<std::uint32_t>::max() - 1);
  if (text.size() > bytes_max)
    return failure{errc::too_large,
                   "the JSON text is longer than " + std::to_string(bytes_max) + " bytes"};
  constexpr unsigned strict = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseFullPrecisionFlag | rapidjson::kParseInsituFlag;
  json_document document;
  document.text_ = text;
  text_stream stream{text};
  builder handler{document, stream, bounds.depth_max};
  rapidjson::Reader reader;
  const auto result = reader.Parse<strict>(stream, handler);
  if (handler.refusal())
    return *handler.refusal();
  if (result.IsError())
    return failure{errc::malformed_json, std::string{rapidjson::GetParseError_En(result.Code())} +
                                             " At byte " + std::to_string(result.Offset()) + '.'};
  if (stream.Tell() != text.size())
    return failure{errc::malformed_json, "NUL at byte " + std::to_string(stream.Tell())};
  return document;
}

} // namespace gatehouse
