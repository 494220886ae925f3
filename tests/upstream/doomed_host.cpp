#include "tests/upstream/doomed_host.hpp"

#include "tests/upstream/upstream_harness.hpp"

#include <string>
#include <unistd.h>

namespace gatehouse {

int run_doomed_host() {
  upstream_harness harness;
  test_client client{harness, sample_target()};
  if (!client.open())
    return 1;
  const auto spawned = client.call("spawn");
  const auto line = text_of(spawned) + "\n";
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0)
    return 1;
  for (;;)
    ::pause();
}

} // namespace gatehouse
