#pragma once

#include <pthread.h>

namespace gatehouse {

/// Gives the calling thread the name that `top -H`, a debugger and a profile show. At most 15
/// characters (pthread_setname_np(3)).
inline void name_thread(const char* name) {
  ::pthread_setname_np(::pthread_self(), name);
}

} // namespace gatehouse
