#include "storage/proof/consistency_proof.hpp"

#include "events/names/counted.hpp"
#include "storage/proof/proof_parts.hpp"

#include <utility>

// proof := "old " number newline
//          (base64(hash) newline)*
//          newline
//          checkpoint

namespace gatehouse {

namespace {

constexpr std::string_view old_word = "old ";

} // namespace

bool consistency_proof::begins(std::string_view text) {
  return text.starts_with(old_word);
}

outcome<consistency_proof> consistency_proof::parse(std::string_view text) {
  line_reader lines{text};
  const auto first = lines.next();
  const auto size = begins(first) ? parse_number(first.substr(old_word.size())) : std::nullopt;
  if (!size)
    return invalid_proof("its first line is not the size of the old log");
  auto path = read_path(lines);
  if (!path)
    return path.error();
  auto later = checkpoint::parse(lines.rest());
  if (!later)
    return invalid_proof("its checkpoint: " + later.error().detail);
  return consistency_proof{*size, *std::move(path), *std::move(later)};
}

std::string consistency_proof::to_string() const {
  auto text = std::string{old_word} + std::to_string(old_size) + '\n';
  return text + path_to_lines(path) + '\n' + later.note.to_string();
}

outcome<std::size_t> consistency_proof::check(const checkpoint& held,
                                              const std::vector<verifier_key>& keys) const {
  if (held.head.origin != later.head.origin)
    return invalid_proof("the held checkpoint is of another log, " + held.head.origin);
  if (held.head.size != old_size)
    return invalid_proof("it proves what came after " + counted(old_size, "record") +
                         ", but the held checkpoint is of " + std::to_string(held.head.size));
  if (!is_consistent(old_size, held.head.root, later.head.size, later.head.root, path))
    return invalid_proof("the log does not go on from the held checkpoint to the later one");
  if (auto is_signed = count_cosignatures(held, keys); !is_signed)
    return is_signed;
  return count_cosignatures(later, keys);
}

outcome<consistency_proof> prove_consistency(const log_store& log, std::uint64_t old_size,
                                             const checkpoint& later) {
  if (old_size == 0 || old_size > later.head.size)
    return failure{errc::not_found,
                   "The newest checkpoint covers " + counted(later.head.size, "record") +
                       "; there is no proof from " + std::to_string(old_size) + " to it."};
  const auto leaves = leaves_of(log);
  auto old_root = leaves(0, old_size);
  auto path = old_root ? consistency_path(old_size, later.head.size, leaves) : old_root.error();
  if (!path)
    return path.error();
  if (!is_consistent(old_size, *old_root, later.head.size, later.head.root, *path))
    return failure{errc::checkpoint_invalid, "The log has another root at " +
                                                 counted(later.head.size, "record") +
                                                 " than its checkpoint: verify it."};
  return consistency_proof{old_size, *std::move(path), later};
}

} // namespace gatehouse
