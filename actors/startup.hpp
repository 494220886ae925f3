#pragma once

#include "actors/gateway.hpp"
#include "storage/crypto/vault.hpp"
#include "storage/journal.hpp"
#include "storage/projector.hpp"
#include "storage/proof/checkpointer.hpp"
#include "storage/view_store.hpp"

#include <memory>
#include <string>
#include <vector>

namespace gatehouse {

/// An opened data folder, recovered and ready to serve.
///
/// Ownership: the members are destroyed in reverse order, each before what it depends on.
struct opened_folder {
  std::unique_ptr<vault> keys;
  std::unique_ptr<log_store> store;
  std::unique_ptr<view_store> views;
  std::unique_ptr<journal> log;
  std::unique_ptr<checkpointer> checkpoints;
  std::unique_ptr<projector> follower;
  std::vector<session_id> open_sessions;
  std::string new_operator_token; ///< of a new instance; shown once, else empty
};

/// Opens the folders, creating new ones, brings the views up to the journal's head, closes the
/// calls that a former process left open as interrupted, creates the instance and names the key of
/// its checkpoints if there is none, and publishes what is committed. Blocks.
/// Errors: `journal_locked`, `journal_newer`, `journal_damaged`, `key_missing`, `io_failed`.
outcome<opened_folder> open_folder(const gateway_options& options, published& current,
                                   const clock_source& now);

} // namespace gatehouse
