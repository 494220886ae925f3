#pragma once

namespace gatehouse {

/// The hidden argument of the test program that makes it a gateway without HTTP: it starts a guard
/// and a server, lets the server start a grandchild, prints the id of that and waits to be killed.
inline constexpr const char* doomed_host_argument = "--doomed-host";

int run_doomed_host();

} // namespace gatehouse
