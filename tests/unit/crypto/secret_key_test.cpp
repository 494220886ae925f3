#include "events/core/limits.hpp"
#include "storage/crypto/digest.hpp"
#include "storage/crypto/key_cache.hpp"
#include "storage/crypto/secret_key.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2)
    bytes.push_back(static_cast<char>(std::stoi(std::string{text.substr(at, 2)}, nullptr, 16)));
  return bytes;
}

secret_key counting_key() {
  std::string bytes;
  for (char one = 0; one < 32; ++one)
    bytes.push_back(one);
  return secret_key{bytes};
}

TEST(SecretKey, OpensTheReferenceVectorsOfGcm) {
  // McGrew and Viega, The Galois/Counter Mode of Operation, test cases 14 and 16.
  const secret_key zeros{std::string(32, '\0')};
  auto text = zeros.open(from_hex("01"
                                  "000000000000000000000000"
                                  "cea7403d4d606b6e074ec5d3baf39d18"
                                  "d0d1c8a799996bf0265b98b5d48ab919"),
                         "");
  ASSERT_TRUE(text) << text.error().detail;
  EXPECT_EQ(*text, std::string(16, '\0'));
  const secret_key key{
      from_hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")};
  text = key.open(from_hex("01"
                           "cafebabefacedbaddecaf888"
                           "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                           "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                           "76fc6ece0f4e1768cddf8853bb2d551b"),
                  from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"));
  ASSERT_TRUE(text) << text.error().detail;
  EXPECT_EQ(to_hex(*text), "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                           "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
}

TEST(DataKey, IsDerivedAsTheDocumentSays) {
  const data_key key{counting_key()};
  // HKDF-SHA-256 of 00..1f without salt, computed with another implementation.
  EXPECT_EQ(to_hex(key.sealing.bytes()),
            "ffc71f0d30f466b3890119e6d11e35f8e75fb18185f10bea9779a9bbf250f442");
  EXPECT_EQ(to_hex(key.digesting.bytes()),
            "f30cdf641f57e90e5f867e47746ce0e2f0186a41da663559b7011dbd095c1ce6");
}

TEST(SecretKey, OpensWhatItSealed) {
  const auto key = secret_key::random();
  for (const auto& content : {std::string{}, std::string{"x"}, std::string(100'000, 'y')}) {
    const auto box = key.seal(content, "context");
    EXPECT_EQ(box.size(), content.size() + 29);
    EXPECT_NE(box, key.seal(content, "context"));
    auto text = key.open(box, "context");
    ASSERT_TRUE(text);
    EXPECT_EQ(*text, content);
  }
}

TEST(SecretKey, RefusesEveryChangeOfABox) {
  const auto key = secret_key::random();
  const auto box = key.seal("content", "context");
  for (std::size_t at = 0; at < box.size(); ++at) {
    auto changed = box;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    auto text = key.open(changed, "context");
    ASSERT_FALSE(text) << at;
    EXPECT_EQ(text.error().code, errc::key_missing);
    EXPECT_FALSE(key.open(box.substr(0, at), "context")) << at;
  }
  EXPECT_FALSE(key.open(box + 'x', "context"));
  EXPECT_FALSE(key.open(box, "other"));
  EXPECT_FALSE(secret_key::random().open(box, "context"));
}

TEST(KeyCache, KeepsAtMostItsBoundAndForgetsTheLeastUsed) {
  key_cache cache;
  const auto key = std::make_shared<data_key>(secret_key::random());
  auto id = [](std::size_t number) { return data_key_id{"key_" + std::to_string(number)}; };
  for (std::size_t i = 0; i < limits::unwrapped_keys_max; ++i)
    cache.insert(id(i), key);
  EXPECT_TRUE(cache.find(id(0))) << "used last now";
  cache.insert(id(limits::unwrapped_keys_max), key);
  EXPECT_EQ(cache.size(), limits::unwrapped_keys_max);
  EXPECT_TRUE(cache.find(id(0)));
  EXPECT_FALSE(cache.find(id(1)));
  cache.erase(id(0));
  cache.erase(id(0));
  EXPECT_FALSE(cache.find(id(0)));
  cache.insert(id(2), key);
  EXPECT_EQ(cache.size(), limits::unwrapped_keys_max - 1);
}

} // namespace
} // namespace gatehouse
