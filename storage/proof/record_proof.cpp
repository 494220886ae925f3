#include "storage/proof/record_proof.hpp"

#include "events/core/limits.hpp"
#include "storage/base64.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/crypto/merkle.hpp"
#include "storage/proof/proof_lines.hpp"
#include "storage/record_format.hpp"

#include <limits>
#include <optional>

// proof := version newline
//          "extra " base64(record) newline
//          "index " number newline           the record's position less one
//          (base64(hash) newline)*           from the leaf's sibling up
//          newline
//          checkpoint

namespace gatehouse {

namespace {

constexpr std::string_view version_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_word = "extra ";
constexpr std::string_view index_word = "index ";
constexpr std::size_t path_hashes_max = 64;

failure invalid(std::string why) {
  return {errc::proof_invalid, std::move(why)};
}

/// Returns what follows `word` on a line.
std::optional<std::string_view> behind(std::string_view word, std::string_view line) {
  return line.starts_with(word) ? std::optional{line.substr(word.size())} : std::nullopt;
}

outcome<merkle_path> read_path(line_reader& lines) {
  merkle_path path;
  for (auto line = lines.next(); !line.empty(); line = lines.next()) {
    const auto hash = parse_digest(line);
    if (!hash || path.size() == path_hashes_max)
      return invalid("the path is not at most 64 hashes in base64");
    path.push_back(*hash);
  }
  return path;
}

/// Returns the hash of a subtree of the leaves as they lie in the log.
outcome<digest256> hash_of_leaves(const log_store& log, std::uint64_t first, std::uint64_t last) {
  merkle_frontier tree;
  auto read = log.read({first + 1}, [&](const stored_record& one) {
    tree.append(one.leaf);
    return tree.size() < last - first;
  });
  if (!read)
    return read.error();
  return tree.root();
}

} // namespace

outcome<record_proof> record_proof::parse(std::string_view text) {
  if (text.size() > limits::proof_bytes_max)
    return invalid("it is longer than " + std::to_string(limits::proof_bytes_max) + " bytes");
  line_reader lines{text};
  if (lines.next() != version_line)
    return invalid("its first line is not " + std::string{version_line});
  const auto extra = behind(extra_word, lines.next());
  auto bytes = extra ? from_base64(*extra) : std::nullopt;
  if (!bytes)
    return invalid("its second line is not the record in base64");
  const auto number = behind(index_word, lines.next());
  const auto index = number ? parse_number(*number) : std::nullopt;
  if (!index || *index == std::numeric_limits<std::uint64_t>::max())
    return invalid("its third line is not the record's index");
  auto path = read_path(lines);
  if (!path)
    return path.error();
  auto under = checkpoint::parse(lines.rest());
  if (!under)
    return invalid("its checkpoint: " + under.error().detail);
  return record_proof{*std::move(bytes), {*index + 1}, *std::move(path), *std::move(under)};
}

std::string record_proof::to_string() const {
  auto text = std::string{version_line} + '\n';
  text.append(extra_word).append(to_base64(bytes)).append("\n");
  text.append(index_word).append(std::to_string(position.value - 1)).append("\n");
  for (const auto& hash : path)
    text.append(digest_to_line(hash)).append("\n");
  return text + '\n' + under.note.to_string();
}

outcome<proven_record> record_proof::check(const std::vector<verifier_key>& keys) const {
  const auto root = root_of_path(merkle_leaf(bytes), position.value - 1, under.head.size, path);
  if (!root || *root != under.head.root)
    return invalid("the path does not lead from the record to the checkpoint's root");
  proven_record proven;
  bool signed_for = false;
  for (const auto& key : keys) {
    const auto verdict = key.check(under.note);
    if (verdict == signature_verdict::invalid)
      return invalid("the signature of " + key.name + " is wrong");
    const bool right = verdict == signature_verdict::valid;
    signed_for |= right && key.type == note_key_type::note;
    proven.cosignatures += right && key.type == note_key_type::cosignature ? 1 : 0;
  }
  if (!signed_for)
    return invalid("none of the given keys of a log has signed the checkpoint of " +
                   under.head.origin);
  auto one = decode_record(bytes);
  if (!one || one->position != position)
    return invalid("what is proven is no record of this position");
  proven.one = *std::move(one);
  return proven;
}

outcome<record_proof> prove_record(const log_store& log, journal_position position,
                                   const checkpoint& under) {
  if (position.value == 0 || position.value > under.head.size)
    return failure{errc::not_found,
                   "The newest checkpoint covers " + std::to_string(under.head.size) +
                       " records; that one is at position " + std::to_string(position.value) + "."};
  record_proof made;
  made.position = position;
  made.under = under;
  digest256 leaf;
  auto read = log.read(position, [&](const stored_record& one) {
    made.bytes = one.bytes;
    leaf = one.leaf;
    return false;
  });
  if (!read)
    return read.error();
  auto path = inclusion_path(
      position.value - 1, under.head.size,
      [&](std::uint64_t first, std::uint64_t last) { return hash_of_leaves(log, first, last); });
  if (!path)
    return path.error();
  made.path = *std::move(path);
  const auto root = root_of_path(leaf, position.value - 1, under.head.size, made.path);
  if (!root || *root != under.head.root)
    return failure{errc::checkpoint_invalid, "The log has another root at " +
                                                 std::to_string(under.head.size) +
                                                 " records than its checkpoint: verify it."};
  return made;
}

} // namespace gatehouse
