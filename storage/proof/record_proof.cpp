#include "storage/proof/record_proof.hpp"

#include "events/core/limits.hpp"
#include "events/names/counted.hpp"
#include "storage/archived_past.hpp"
#include "storage/base64.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/crypto/merkle.hpp"
#include "storage/proof/proof_parts.hpp"
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

/// Returns what follows `word` on a line.
std::optional<std::string_view> behind(std::string_view word, std::string_view line) {
  return line.starts_with(word) ? std::optional{line.substr(word.size())} : std::nullopt;
}

} // namespace

outcome<record_proof> record_proof::parse(std::string_view text) {
  if (text.size() > limits::proof_bytes_max)
    return invalid_proof("it is longer than " + std::to_string(limits::proof_bytes_max) + " bytes");
  line_reader lines{text};
  if (lines.next() != version_line)
    return invalid_proof("its first line is not " + std::string{version_line});
  const auto extra = behind(extra_word, lines.next());
  auto bytes = extra ? from_base64(*extra) : std::nullopt;
  if (!bytes)
    return invalid_proof("its second line is not the record in base64");
  const auto number = behind(index_word, lines.next());
  const auto index = number ? parse_number(*number) : std::nullopt;
  if (!index || *index == std::numeric_limits<std::uint64_t>::max())
    return invalid_proof("its third line is not the record's index");
  auto path = read_path(lines);
  if (!path)
    return path.error();
  auto under = checkpoint::parse(lines.rest());
  if (!under)
    return invalid_proof("its checkpoint: " + under.error().detail);
  return record_proof{*std::move(bytes), {*index + 1}, *std::move(path), *std::move(under)};
}

std::string record_proof::to_string() const {
  auto text = std::string{version_line} + '\n';
  text.append(extra_word).append(to_base64(bytes)).append("\n");
  text.append(index_word).append(std::to_string(position.value - 1)).append("\n");
  return text + path_to_lines(path) + '\n' + under.note.to_string();
}

outcome<proven_record> record_proof::check(const std::vector<verifier_key>& keys) const {
  const auto root = root_of_path(merkle_leaf(bytes), position.value - 1, under.head.size, path);
  if (!root || *root != under.head.root)
    return invalid_proof("the path does not lead from the record to the checkpoint's root");
  auto cosignatures = count_cosignatures(under, keys);
  if (!cosignatures)
    return cosignatures.error();
  auto one = decode_record(bytes);
  if (!one || one->position != position)
    return invalid_proof("what is proven is no record of this position");
  return proven_record{*std::move(one), *cosignatures};
}

outcome<record_proof> prove_record(const log_store& log, journal_position position,
                                   const checkpoint& under) {
  if (position.value == 0 || position.value > under.head.size)
    return failure{errc::not_found,
                   "The newest checkpoint covers " + counted(under.head.size, "record") +
                       "; that one is at position " + std::to_string(position.value) + "."};
  record_proof made;
  made.position = position;
  made.under = under;
  digest256 leaf;
  auto read = log.read(position, [&](const stored_record& one) {
    made.bytes = one.bytes;
    leaf = one.leaf;
    return false;
  });
  auto past = read ? read_archived_past(log) : read.error();
  if (!past)
    return past.error();
  if (made.bytes.empty())
    return past->refusal(position);
  auto path = inclusion_path(position.value - 1, under.head.size, leaves_of(log));
  if (!path)
    return path.error();
  made.path = *std::move(path);
  const auto root = root_of_path(leaf, position.value - 1, under.head.size, made.path);
  if (!root || *root != under.head.root)
    return failure{errc::checkpoint_invalid, "The log has another root at " +
                                                 counted(under.head.size, "record") +
                                                 " than its checkpoint: verify it."};
  return made;
}

} // namespace gatehouse
