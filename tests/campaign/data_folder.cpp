#include "tests/campaign/data_folder.hpp"

#include "storage/log_store.hpp"
#include "storage/projections/all.hpp"
#include "storage/projector.hpp"
#include "storage/view_store.hpp"
#include "tests/campaign/child_program.hpp"
#include "tests/campaign/gateway_process.hpp"
#include "tests/campaign/json_at.hpp"

#include <gtest/gtest.h>

namespace gatehouse {

std::string digest_of_views(const std::string& data) {
  const auto views = view_store::open(data + "/views", log_access::create_or_write);
  if (!views) {
    ADD_FAILURE() << views.error().detail;
    return {};
  }
  const auto digest = (*views)->digest();
  return digest ? *digest : std::string{};
}

std::string digest_of_rebuilt(const std::string& data) {
  const auto log = open_rocksdb_log(data + "/log", log_access::read_only);
  if (!log) {
    ADD_FAILURE() << log.error().detail;
    return {};
  }
  const auto views = view_store::in_memory();
  const auto rebuilt = rebuild_views(**log, *views, all_projections(), {});
  EXPECT_TRUE(rebuilt) << (rebuilt ? "" : rebuilt.error().detail);
  const auto digest = views->digest();
  return digest ? *digest : std::string{};
}

std::string verify_folder(const std::string& data) {
  std::string output;
  const int code = run_program({{gatehouse_binary(), "verify", data, "--views"}, {}}, &output);
  return code == 0 ? std::string{} : "gatehouse verify: " + std::to_string(code) + "\n" + output;
}

std::string replayed_state(const std::string& data) {
  std::string output;
  run_program({{gatehouse_binary(), "replay", data, "--json"}, {}}, &output);
  return text_at(output, {"state"});
}

} // namespace gatehouse
