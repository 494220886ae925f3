#include "storage/proof/signed_note.hpp"

#include "events/core/limits.hpp"
#include "events/names/counted.hpp"
#include "events/names/utf8.hpp"
#include "storage/base64.hpp"

#include <algorithm>

// note      := text newline signature+
// signature := dash space name space base64(key_id bytes) newline
// key_id    := four bytes, the highest first
// dash      := U+2014

namespace gatehouse {

namespace {

constexpr std::string_view dash = "\xe2\x80\x94 ";
constexpr std::size_t key_id_bytes = 4;
constexpr std::size_t signatures_max = limits::cosignatures_max + 2;

failure invalid(std::string why) {
  return {errc::checkpoint_invalid, std::move(why)};
}

bool is_plain(std::string_view note) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; };
  return well_formed_utf8_length(note) == note.size() &&
         std::none_of(note.begin(), note.end(), is_control);
}

std::uint32_t read_be32(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes)
    number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::string be32(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes.push_back(static_cast<char>(number >> shift & 0xffu));
  return bytes;
}

outcome<note_signature> read_signature(std::string_view line) {
  if (!line.starts_with(dash))
    return invalid("a signature's line does not begin with a dash and a space");
  line.remove_prefix(dash.size());
  const auto space = line.find(' ');
  if (space == 0 || space == std::string_view::npos)
    return invalid("a signature has no name");
  note_signature one;
  one.name = line.substr(0, space);
  if (one.name.find('+') != std::string::npos)
    return invalid("a signature's name has a plus sign");
  auto bytes = from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= key_id_bytes)
    return invalid("the signature of " + one.name + " is no base64 of a key id and more");
  one.key_id = read_be32(std::string_view{*bytes}.substr(0, key_id_bytes));
  one.bytes = bytes->substr(key_id_bytes);
  return one;
}

} // namespace

outcome<signed_note> signed_note::parse(std::string_view note) {
  if (note.size() > limits::checkpoint_bytes_max)
    return invalid("it is longer than " + std::to_string(limits::checkpoint_bytes_max) + " bytes");
  if (!is_plain(note))
    return invalid("it is not UTF-8, or has control characters");
  const auto blank = note.rfind("\n\n");
  if (blank == std::string_view::npos || blank == 0)
    return invalid("no blank line divides a text from its signatures");
  signed_note read;
  read.text = note.substr(0, blank + 1);
  note.remove_prefix(blank + 2);
  while (!note.empty()) {
    const auto end = note.find('\n');
    if (end == std::string_view::npos)
      return invalid("the last line has no end");
    auto one = read_signature(note.substr(0, end));
    if (!one)
      return one.error();
    read.signatures.push_back(*std::move(one));
    note.remove_prefix(end + 1);
  }
  if (read.signatures.empty() || read.signatures.size() > signatures_max)
    return invalid("it has " + counted(read.signatures.size(), "signature"));
  return read;
}

std::string signed_note::to_string() const {
  auto note = text + "\n";
  for (const auto& one : signatures)
    note.append(dash).append(one.name + ' ' + to_base64(be32(one.key_id) + one.bytes) + '\n');
  return note;
}

} // namespace gatehouse
