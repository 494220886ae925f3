#include "events/core/limits.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/crypto/ed25519.hpp"
#include "storage/crypto/vault.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

namespace gatehouse {
namespace {

namespace fs = std::filesystem;

constexpr auto owner_only = fs::perms::owner_read | fs::perms::owner_write;

/// A keys folder in a temporary one, made by its first open().
class keys {
public:
  std::string path() const { return folder_ / "keys"; }

  std::string file(const std::string& name) const { return path() + '/' + name; }

  std::unique_ptr<vault> open() const {
    auto opened = vault::open(path(), true);
    EXPECT_TRUE(opened) << opened.error().detail;
    return *std::move(opened);
  }

  failure refusal(bool create = true) const {
    auto opened = vault::open(path(), create);
    EXPECT_FALSE(opened);
    return opened ? failure{errc::internal, ""} : opened.error();
  }

private:
  temp_folder folder_;
};

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Returns a vault's answer that a test relies on.
template <class T> T must(outcome<T> result) {
  EXPECT_TRUE(result) << result.error().detail;
  return *std::move(result);
}

void expect_key_missing(const failure& reason, const std::string& says) {
  EXPECT_EQ(reason.code, errc::key_missing);
  EXPECT_NE(reason.detail.find(says), std::string::npos) << reason.detail;
}

void check_sealing(vault& one) {
  const auto key = must(one.create_data_key());
  EXPECT_EQ(key.value.size(), 30u);
  const auto box = must(one.seal(key, "arguments", "call_1"));
  EXPECT_EQ(box.key, key);
  EXPECT_EQ(box.box.find("arguments"), std::string::npos);
  EXPECT_EQ(must(one.unseal(box, "call_1")), "arguments");
  EXPECT_FALSE(one.unseal(box, "call_2"));
  const auto other = must(one.create_data_key());
  EXPECT_FALSE(one.unseal({other, box.box}, "call_1"));
  const auto digest = must(one.argument_digest(key, "{}"));
  EXPECT_EQ(digest, must(one.argument_digest(key, "{}")));
  EXPECT_NE(digest, must(one.argument_digest(key, "[]")));
  EXPECT_NE(digest, must(one.argument_digest(other, "{}")));
  EXPECT_NE(digest, sha256("{}"));
  ASSERT_TRUE(one.destroy_data_key(key));
  EXPECT_FALSE(one.unseal(box, "call_1"));
  EXPECT_FALSE(one.argument_digest(key, "{}"));
  EXPECT_TRUE(one.destroy_data_key(key)) << "destroying again changes nothing";
}

TEST(Vault, SealsAndForgets) {
  check_sealing(*vault::in_memory());
  check_sealing(*keys{}.open());
}

TEST(Vault, KeepsKeysAndSecretsAcrossAReopening) {
  const keys folder;
  auto one = folder.open();
  const auto key = must(one->create_data_key());
  const auto box = must(one->seal(key, "content", "context"));
  const auto digest = must(one->argument_digest(key, "{}"));
  const auto secret = must(one->put_secret("hunter2"));
  one.reset();
  one = folder.open();
  EXPECT_EQ(must(one->unseal(box, "context")), "content");
  EXPECT_EQ(must(one->argument_digest(key, "{}")), digest);
  EXPECT_EQ(must(one->secret(secret)), "hunter2");
  ASSERT_TRUE(one->erase_secret(secret));
  expect_key_missing(one->secret(secret).error(), "no secret '" + secret.value + "'");
  ASSERT_TRUE(one->destroy_data_key(key));
  one = folder.open();
  expect_key_missing(one->unseal(box, "context").error(), "no data key '" + key.value + "'");
}

TEST(Vault, TellsADestroyedKeyFromALostOne) {
  const keys folder;
  const auto key = must(folder.open()->create_data_key());
  EXPECT_EQ(must(folder.open()->fate_of(key)), key_fate::kept);
  EXPECT_EQ(must(folder.open()->fate_of({"key_of_nobody"})), key_fate::lost);
  fs::rename(folder.file(key.value), folder.file("aside"));
  EXPECT_EQ(must(folder.open()->fate_of(key)), key_fate::lost);
  fs::rename(folder.file("aside"), folder.file(key.value));
  ASSERT_TRUE(folder.open()->destroy_data_key(key));
  EXPECT_EQ(must(folder.open()->fate_of(key)), key_fate::destroyed);
  ASSERT_TRUE(rotate_vault(folder.path(), {}, {}, {7}));
  EXPECT_EQ(must(folder.open()->fate_of(key)), key_fate::destroyed);
}

TEST(Vault, GivesUpOnlyAKeyThatIsLost) {
  const keys folder;
  const auto key = must(folder.open()->create_data_key());
  EXPECT_EQ(give_up_data_key(folder.path(), key).error().code, errc::conflict);
  EXPECT_EQ(give_up_data_key(folder.path(), {"../key"}).error().code, errc::invalid_argument);
  fs::remove(folder.file(key.value));
  {
    const auto in_use = folder.open();
    EXPECT_EQ(give_up_data_key(folder.path(), key).error().code, errc::conflict);
  }
  ASSERT_TRUE(give_up_data_key(folder.path(), key));
  EXPECT_EQ(must(folder.open()->fate_of(key)), key_fate::destroyed);
}

// S-AUTH-16
TEST(Vault, KeepsItsFolderToItself) {
  const keys folder;
  auto one = folder.open();
  must(one->create_data_key());
  must(one->put_secret("hunter2"));
  ASSERT_TRUE(one->write_operator_token("token"));
  EXPECT_EQ(fs::status(folder.path()).permissions(), fs::perms::owner_all);
  int files = 0;
  for (const auto& entry : fs::directory_iterator{folder.path()}) {
    ++files;
    EXPECT_EQ(entry.status().permissions(), owner_only) << entry.path();
    EXPECT_EQ(content_of(entry.path()).find("hunter2"), std::string::npos) << entry.path();
  }
  EXPECT_EQ(files, 5) << "master key, its check, data key, secret, token: no draft is left";
}

// S-AUTH-16
TEST(Vault, RefusesWhatOthersCanRead) {
  const keys folder;
  const auto key = must(folder.open()->create_data_key());
  auto one = folder.open(); // has not yet read the key
  const auto box = sealed{key, "content"};
  ASSERT_TRUE(one->write_operator_token("token"));
  fs::permissions(folder.file(key.value), owner_only | fs::perms::group_read);
  expect_key_missing(one->unseal(box, "").error(), "chmod 600 " + folder.file(key.value));
  one.reset();
  expect_key_missing(folder.refusal(), "chmod 600 " + folder.file(key.value));
  fs::permissions(folder.file(key.value), owner_only);
  fs::permissions(folder.file("operator.token"), owner_only | fs::perms::group_write);
  expect_key_missing(folder.refusal(), "chmod 600 " + folder.file("operator.token"));
  fs::permissions(folder.file("operator.token"), owner_only);
  EXPECT_TRUE(folder.open());
  fs::permissions(folder.file("master.key"), owner_only | fs::perms::others_read);
  expect_key_missing(folder.refusal(), "chmod 600 " + folder.file("master.key"));
  fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::group_exec);
  expect_key_missing(folder.refusal(), "chmod 700 " + folder.path());
}

TEST(Vault, CreatesOnlyWhenAsked) {
  const keys folder;
  expect_key_missing(folder.refusal(false), "no keys folder");
  fs::create_directory(folder.path());
  fs::permissions(folder.path(), fs::perms::owner_all);
  expect_key_missing(folder.refusal(false), "no master.key");
  folder.open();
  EXPECT_TRUE(vault::open(folder.path(), false));
}

TEST(Vault, NeverReplacesALostMasterKey) {
  const keys folder;
  must(folder.open()->put_secret("hunter2"));
  fs::remove(folder.file("master.key"));
  expect_key_missing(folder.refusal(), "bring it back");
  EXPECT_FALSE(fs::exists(folder.file("master.key")));
}

TEST(Vault, SaysThatTheMasterKeyIsAnother) {
  const keys folder;
  must(folder.open()->put_secret("hunter2"));
  std::ofstream(folder.file("master.key"), std::ios::binary) << std::string(32, 'x');
  expect_key_missing(folder.refusal(), "/master.key does not open what is in the folder");
  fs::remove(folder.file("master.check"));
  expect_key_missing(folder.refusal(), "/master.key does not open what is in the folder");
  EXPECT_FALSE(fs::exists(folder.file("master.check"))) << "nothing is changed";
  std::ofstream(folder.file("master.key"), std::ios::binary) << std::string(31, 'x');
  expect_key_missing(folder.refusal(), "31 bytes instead of 32");
}

TEST(Vault, OverwritesADestroyedKey) {
  const keys folder;
  auto one = folder.open();
  const auto key = must(one->create_data_key());
  std::ifstream still_open(folder.file(key.value), std::ios::binary);
  ASSERT_TRUE(still_open);
  ASSERT_TRUE(one->destroy_data_key(key));
  EXPECT_FALSE(fs::exists(folder.file(key.value)));
  const std::string left{std::istreambuf_iterator<char>(still_open), {}};
  EXPECT_EQ(left, std::string(61, '\0'));
}

TEST(Vault, TakesNoPathForAnId) {
  const keys folder;
  auto one = folder.open();
  for (const auto* id :
       {"", "master.key", "key_", "key_../../../../../../../etc/pw", "../keys/master.key",
        "key_0000000000000000000000000", "key_000000000000000000000000000",
        "sec_00000000000000000000000000", "key_0000000000000/000000000000"}) {
    EXPECT_FALSE(one->seal({id}, "", "")) << id;
    EXPECT_FALSE(one->destroy_data_key({id})) << id;
  }
  EXPECT_FALSE(one->secret({"key_00000000000000000000000000"}));
  EXPECT_FALSE(one->erase_secret({"../keys/master.key"}));
  EXPECT_TRUE(fs::exists(folder.file("master.key")));
}

TEST(Vault, HoldsTheBoundOfSecrets) {
  auto one = vault::in_memory();
  EXPECT_TRUE(one->put_secret(std::string(limits::secret_bytes_max, 'x')));
  auto longer = one->put_secret(std::string(limits::secret_bytes_max + 1, 'x'));
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, errc::too_large);
}

TEST(Vault, HandsTheOperatorsTokenToLocalTools) {
  const keys folder;
  auto one = folder.open();
  expect_key_missing(read_operator_token(folder.path()).error(), "no operator.token");
  ASSERT_TRUE(one->write_operator_token("first"));
  ASSERT_TRUE(one->write_operator_token("second"));
  EXPECT_EQ(must(read_operator_token(folder.path())), "second");
  EXPECT_EQ(content_of(folder.file("operator.token")), "second\n");
  fs::permissions(folder.file("operator.token"), owner_only | fs::perms::group_read);
  expect_key_missing(read_operator_token(folder.path()).error(), "chmod 600");
}

TEST(Vault, MakesAMasterKeyBesideAToken) {
  const keys folder;
  ASSERT_TRUE(folder.open()->write_operator_token("token"));
  fs::remove(folder.file("master.key"));
  EXPECT_TRUE(vault::open(folder.path(), true));
}

TEST(Vault, SignsWithKeysThatStayInIt) {
  const keys folder;
  const auto key = must(folder.open()->create_signing_key());
  const auto reopened = folder.open();
  const auto signature = must(reopened->sign(key, "text"));
  EXPECT_TRUE(ed25519_verify(key, "text", signature));
  EXPECT_NE(must(reopened->create_signing_key()), key);
  ASSERT_TRUE(reopened->destroy_signing_key(key));
  EXPECT_EQ(reopened->sign(key, "text").error().code, errc::not_found);
  EXPECT_TRUE(reopened->destroy_signing_key(key)) << "destroying again changes nothing";
}

TEST(Vault, ServesManyThreads) {
  auto one = vault::in_memory();
  const auto shared = must(one->create_data_key());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        const auto own = must(one->create_data_key());
        const auto box = must(one->seal(shared, "content", ""));
        EXPECT_EQ(must(one->unseal(box, "")), "content");
        EXPECT_TRUE(one->destroy_data_key(own));
        EXPECT_FALSE(one->seal(own, "content", ""));
      }
    });
  for (auto& thread : threads)
    thread.join();
}

} // namespace
} // namespace gatehouse
