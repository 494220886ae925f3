#pragma once

#include "events/core/outcome.hpp"
#include "storage/crypto/merkle_proof.hpp"
#include "storage/log_store.hpp"
#include "storage/proof/checkpoint.hpp"
#include "storage/proof/proof_lines.hpp"
#include "storage/proof/verifier_key.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gatehouse {

// What proofs of every kind are made of and checked by. Errors: `proof_invalid` (what is wrong).

failure invalid_proof(std::string why);

/// Reads hashes in base64, a line each, to behind the empty line. Bounds: 64 hashes, one for each
/// bit of a size.
outcome<merkle_path> read_path(line_reader& lines);
std::string path_to_lines(const merkle_path& path);

/// Returns the hash of any subtree of the leaves as they lie in `log`, which must outlive it. Reads
/// all of them. Errors: those of log_store::read.
subtree_hash leaves_of(const log_store& log);

/// Returns how many witnesses among `keys` have cosigned `one`, after making sure that one of
/// `keys` is of a log and has signed it, and that none of them is signed for wrongly.
outcome<std::size_t> count_cosignatures(const checkpoint& one,
                                        const std::vector<verifier_key>& keys);

} // namespace gatehouse
