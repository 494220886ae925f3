#include "actors/upstream/address_rules.hpp"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

bool is_public(const char* text) {
  auto address = parse_ip_address(text);
  EXPECT_TRUE(address) << text;
  return address && is_public_address(*address);
}

TEST(AddressRules, KnowPublicAddresses) {
  for (const auto* text : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
                           "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255",
                           "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8",
                           "2606:4700::1111", "2001:200::1", "2a00::1", "3fff:1000::1"})
    EXPECT_TRUE(is_public(text)) << text;
}

TEST(AddressRules, TakeWhatIsOfThisHostOrItsNetworksForPrivate) {
  for (const auto* text :
       {"0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "127.0.0.1", "127.255.255.254",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.19.0.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"})
    EXPECT_FALSE(is_public(text)) << text;
  for (const auto* text : {"::", "::1", "fc00::1", "fd12:3456::1", "fe80::1", "febf::1", "fec0::1",
                           "ff02::1", "100::1", "2001:db8::1", "3fff::1"})
    EXPECT_FALSE(is_public(text)) << text;
}

TEST(AddressRules, SeeThroughAddressesThatStandForOthers) {
  for (const auto* text : {"::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
                           "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001::7f00:1"})
    EXPECT_FALSE(is_public(text)) << text;
}

TEST(AddressRules, PermitWhatTheOperatorAllows) {
  address_rules rules{false,
                      {*parse_address_block("10.1.0.0/16"), *parse_address_block("fd00::1")}};
  for (const auto* text : {"10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3", "fd00::1", "1.1.1.1"})
    EXPECT_TRUE(rules.permit(*parse_ip_address(text))) << text;
  for (const auto* text : {"10.0.255.255", "10.2.0.0", "fd00::2", "127.0.0.1"})
    EXPECT_FALSE(rules.permit(*parse_ip_address(text))) << text;
  rules.all = true;
  EXPECT_TRUE(rules.permit(*parse_ip_address("127.0.0.1")));
  EXPECT_TRUE(parse_address_block("0.0.0.0/0")->holds(*parse_ip_address("127.0.0.1")));
  EXPECT_FALSE(parse_address_block("0.0.0.0/0")->holds(*parse_ip_address("::1")));
  EXPECT_TRUE(parse_address_block("100.64.0.0/10")->holds(*parse_ip_address("100.127.0.1")));
}

TEST(AddressRules, RefuseWhatIsNoBlock) {
  for (const auto* text : {"", "/", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/8x", "10/8",
                           "10.1.0.0/8", "fd00::1/64", "host", "10.0.0.0/-1", "10.0.0.0 /8"})
    EXPECT_FALSE(parse_address_block(text)) << text;
  EXPECT_FALSE(parse_address_block(std::string_view{"10.0.0.0\0x", 10}));
}

TEST(AddressRules, ReadOnlyWholeAddresses) {
  for (const auto* text : {"", "127.1", "2130706433", "0x7f.0.0.1", "localhost", "fe80::1%eth0"})
    EXPECT_FALSE(parse_ip_address(text)) << text;
}

} // namespace
} // namespace gatehouse
