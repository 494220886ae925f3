#include "storage/proof/checkpoint.hpp"

#include "storage/proof/proof_lines.hpp"

// text      := origin newline size newline root newline (extension newline)*
// size      := "0" | digit from 1, digits
// root      := base64 of 32 bytes

namespace gatehouse {

namespace {

failure invalid(std::string why) {
  return {errc::checkpoint_invalid, std::move(why)};
}

} // namespace

std::string tree_head::to_string() const {
  return origin + '\n' + std::to_string(size) + '\n' + digest_to_line(root) + '\n';
}

outcome<checkpoint> checkpoint::parse(std::string_view note) {
  auto read = signed_note::parse(note);
  if (!read)
    return read.error();
  line_reader lines{read->text};
  const auto origin = lines.next();
  const auto size = parse_number(lines.next());
  const auto root = parse_digest(lines.next());
  if (origin.empty() || !size || !root)
    return invalid("it does not begin with an origin, a size and a root");
  while (!lines.at_end())
    if (lines.next().empty())
      return invalid("it has an empty line among its extensions");
  return checkpoint{{std::string{origin}, *size, *root}, *std::move(read)};
}

} // namespace gatehouse
