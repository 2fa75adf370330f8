// A program with several threads that crashes in the way its argument names.
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <thread>
#include <vector>

namespace media {

struct Queue {
    int* slot;
    __attribute__((noinline)) int Push(int value) {
        *slot = value;
        return value + 1;
    }
};

__attribute__((noinline)) int Play(Queue& queue, int depth) {
    if (depth == 0) return queue.Push(42) + 1;
    return Play(queue, depth - 1) + 1;
}

__attribute__((noinline)) int Call(int (*callback)(int), int value) {
    return callback(value) + 1;
}

__attribute__((noinline)) void Check(bool good) {
    if (!good) abort();
}

__attribute__((noinline)) void Handle(int) {
    Queue queue{reinterpret_cast<int*>(0x30)};
    Play(queue, 1);
}

__attribute__((noinline)) void Wait(int fd) {
    char byte;
    (void)!read(fd, &byte, 1);
    asm volatile("");
}

}  // namespace media

int main(int argc, char** argv) {
    int pipe_ends[2];
    if (argc != 2 || pipe(pipe_ends) != 0) return 1;
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back([&] { media::Wait(pipe_ends[0]); });
    usleep(200000);
    switch (argv[1][0]) {
        case 'n': {  // null
            media::Queue queue{reinterpret_cast<int*>(0x2c)};
            return media::Play(queue, 3);
        }
        case 'a':  // abort
            media::Check(threads.empty());
            break;
        case 'c':  // call of nothing
            return media::Call(nullptr, 1);
        case 'h':  // handler
            signal(SIGUSR1, media::Handle);
            raise(SIGUSR1);
            break;
    }
    return 0;
}
