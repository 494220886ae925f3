#include "storage/crypto/digest.hpp"
#include "storage/crypto/ed25519.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse {
namespace {

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2)
    bytes.push_back(static_cast<char>(std::stoi(std::string{hex.substr(at, 2)}, nullptr, 16)));
  return bytes;
}

TEST(Ed25519, MatchesTheVectorsOfItsRfc) {
  struct {
    std::string_view secret;
    std::string_view key;
    std::string_view message;
    std::string_view signature;
  } const vectors[] = {
      // RFC 8032, 7.1: TEST 1 and TEST 3
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf"
       "9"
       "b46bd25bf5f0595bbe24655141438e7a100b"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984"
       "d"
       "c6594a7c15e9716ed28dc027beceea1ec40a"},
  };

  for (const auto& one : vectors) {
    const secret_key key{from_hex(one.secret)};
    const auto message = from_hex(one.message);
    EXPECT_EQ(to_hex(ed25519_public_key(key)), one.key);
    EXPECT_EQ(to_hex(ed25519_sign(key, message)), one.signature);
    EXPECT_TRUE(ed25519_verify(from_hex(one.key), message, from_hex(one.signature)));
  }
}

TEST(Ed25519, RefusesWhatWasNotSigned) {
  const auto key = secret_key::random();
  const auto name = ed25519_public_key(key);
  const auto signature = ed25519_sign(key, "yes");
  EXPECT_FALSE(ed25519_verify(name, "no", signature));
  EXPECT_FALSE(ed25519_verify(ed25519_public_key(secret_key::random()), "yes", signature));
  for (std::size_t at = 0; at < signature.size(); ++at) {
    auto changed = signature;
    changed[at] ^= 1;
    EXPECT_FALSE(ed25519_verify(name, "yes", changed)) << at;
  }
}

TEST(Ed25519, RefusesAnyOtherLength) {
  const auto key = secret_key::random();
  const auto name = ed25519_public_key(key);
  const auto signature = ed25519_sign(key, "yes");
  EXPECT_FALSE(ed25519_verify(name + "x", "yes", signature));
  EXPECT_FALSE(ed25519_verify(name.substr(1), "yes", signature));
  EXPECT_FALSE(ed25519_verify(name, "yes", signature + "x"));
  EXPECT_FALSE(ed25519_verify(name, "yes", {}));
}

} // namespace
} // namespace gatehouse
