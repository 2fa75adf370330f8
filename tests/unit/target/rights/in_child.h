#pragma once

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace faultbox::rights {

/// What is given up stays given up, so it is tried in child processes: the wait status of one that runs `body` and
/// exits with what it returns.
inline int InChild(const std::function<int()>& body) {
    pid_t child = fork();
    if (child == 0) syscall(SYS_exit_group, body());
    int status = -1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return status;
}

}  // namespace faultbox::rights
