#include "app/serve/stop_signals.hpp"

#include <pthread.h>

namespace gatehouse {

stop_signals::stop_signals() {
  ::sigemptyset(&set_);
  ::sigaddset(&set_, SIGTERM);
  ::sigaddset(&set_, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGHUP, SIG_IGN);
}

const char* stop_signals::wait() {
  int got = 0;
  while (::sigwait(&set_, &got) != 0)
    ;
  ::pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
  return got == SIGINT ? "SIGINT" : "SIGTERM";
}

} // namespace gatehouse
