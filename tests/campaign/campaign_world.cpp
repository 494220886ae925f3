#include "tests/campaign/campaign_world.hpp"

#include "actors/upstream/process_tree.hpp"
#include "actors/upstream/sample_server.hpp"
#include "storage/crypto/random.hpp"
#include "storage/crypto/vault.hpp"
#include "storage/json/json_writer.hpp"
#include "tests/campaign/json_at.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace gatehouse {

namespace {

std::string connection_json(const std::string& name, const std::vector<std::string>& command,
                            const std::map<std::string, std::string>& environment,
                            client_sharing sharing) {
  json_writer out;
  out.begin_object().key("name").value(name).key("command").begin_array();
  for (const auto& word : command)
    out.value(word);
  out.end_array().key("env").begin_object();
  for (const auto& [variable, value] : environment)
    out.key(variable).value(value);
  return out.end_object().key("sharing").value(name_of(sharing)).end_object().take();
}

/// Returns a command that copies what it reads to `file` and hands it to the sample server.
std::vector<std::string> recorded_sample(const std::string& file) {
  std::string line = "tee -a '" + file + "' | ";
  for (const auto& word : sample_command())
    line += "'" + word + "' ";
  return {"sh", "-c", line};
}

} // namespace

campaign_world::campaign_world(const std::string& place, const fault_stage* stage) {
  place_.data = place.empty() ? folder_ / "data" : place + "/data";
  place_.keys = folder_ / "keys";
  place_.log = folder_ / "log";
  place_.mark = random_id("campaign_");
  if (stage != nullptr)
    place_.environment = stage->environment(place_.data, place_.keys);
}

campaign_world::~campaign_world() {
  server_.reset();
  EXPECT_TRUE(all_ended(processes_marked(place_.mark))) << "processes are left";
  if (testing::Test::HasFailure())
    std::fputs(("the gateway's log:\n" + log_text()).c_str(), stderr);
}

bool campaign_world::start() {
  server_.reset();
  server_ = std::make_unique<gateway_process>(place_);
  return server_->serves();
}

void campaign_world::set_up() {
  auto rest = as_operator();
  ASSERT_EQ(rest.post("/api/v1/orgs", R"({"slug":"acme"})").status, 201);
  connect_sample("sample");
  ASSERT_EQ(rest.post("/api/v1/orgs/acme/toolkits", R"({"slug":"all","connections":["*"]})").status,
            201);
  token_ = text_at(rest.post("/api/v1/orgs/acme/tokens", R"({"name":"campaign"})").body, {"token"});
  ASSERT_FALSE(token_.empty());
  ASSERT_TRUE(reach("sample"));
}

std::string campaign_world::capture_all_and_mint(const std::string& user) {
  auto rest = as_operator();
  EXPECT_EQ(rest.ask("PATCH", "/api/v1/orgs/acme/capture", R"({"level":"full"})").status, 200);
  return text_at(rest.post("/api/v1/orgs/acme/tokens",
                           R"({"name":")" + user + R"(","user":")" + user + R"("})")
                     .body,
                 {"token"});
}

std::set<int> campaign_world::children() const {
  std::set<int> all;
  for (const auto& process : descendants_of(server_->pid(), list_processes()))
    all.insert(process.pid);
  return all;
}

std::set<int> campaign_world::kill() {
  auto left = children();
  server_->kill();
  left.merge(processes_marked(place_.mark)); // what was started meanwhile
  left.erase(server_->pid());
  return left;
}

std::string campaign_world::operator_token() const {
  const auto token = read_operator_token(place_.keys_folder());
  return token ? *token : std::string{};
}

void campaign_world::connect_sample(const std::string& name) {
  connect(name, recorded_sample(requests_file(name)));
}

void campaign_world::connect(const std::string& name, const std::vector<std::string>& command,
                             const std::map<std::string, std::string>& environment,
                             client_sharing sharing) {
  auto variables = environment;
  variables["GATEHOUSE_CAMPAIGN"] = place_.mark;
  const auto answer = as_operator().post("/api/v1/orgs/acme/connections",
                                         connection_json(name, command, variables, sharing));
  ASSERT_EQ(answer.status, 201) << answer.body;
}

bool campaign_world::reach(const std::string& name) {
  return as_operator().post("/api/v1/orgs/acme/connections/" + name + "/test", "{}").status == 200;
}

std::string campaign_world::log_text() const {
  return read_file(place_.log);
}

std::vector<std::string> sample_command() {
  return {gatehouse_binary(), sample_server_argument, sample_mischief_argument};
}

std::string read_file(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace gatehouse
