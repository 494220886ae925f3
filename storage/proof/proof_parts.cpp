#include "storage/proof/proof_parts.hpp"

#include "storage/crypto/merkle.hpp"

#include <utility>

namespace gatehouse {

namespace {

constexpr std::size_t path_hashes_max = 64;

} // namespace

failure invalid_proof(std::string why) {
  return {errc::proof_invalid, std::move(why)};
}

outcome<merkle_path> read_path(line_reader& lines) {
  merkle_path path;
  for (auto line = lines.next(); !line.empty(); line = lines.next()) {
    const auto hash = parse_digest(line);
    if (!hash || path.size() == path_hashes_max)
      return invalid_proof("the path is not at most 64 hashes in base64");
    path.push_back(*hash);
  }
  return path;
}

std::string path_to_lines(const merkle_path& path) {
  std::string lines;
  for (const auto& hash : path)
    lines.append(digest_to_line(hash)).append("\n");
  return lines;
}

subtree_hash leaves_of(const log_store& log) {
  return [&log](std::uint64_t first, std::uint64_t last) -> outcome<digest256> {
    merkle_frontier tree;
    auto read = log.read({first + 1}, [&](const stored_record& one) {
      tree.append(one.leaf);
      return tree.size() < last - first;
    });
    if (!read)
      return read.error();
    return tree.root();
  };
}

outcome<std::size_t> count_cosignatures(const checkpoint& one,
                                        const std::vector<verifier_key>& keys) {
  bool signed_for = false;
  std::size_t cosignatures = 0;
  for (const auto& key : keys) {
    const auto verdict = key.check(one.note);
    if (verdict == signature_verdict::invalid)
      return invalid_proof("the signature of " + key.name + " is wrong");
    const bool right = verdict == signature_verdict::valid;
    signed_for |= right && key.type == note_key_type::note;
    cosignatures += right && key.type == note_key_type::cosignature ? 1 : 0;
  }
  if (!signed_for)
    return invalid_proof("none of the given keys of a log has signed the checkpoint of " +
                         one.head.origin);
  return cosignatures;
}

} // namespace gatehouse
