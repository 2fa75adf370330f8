/* A program with several threads that writes through a NULL pointer; its chain of calls is play, play, play, push. */
#include <pthread.h>
#include <unistd.h>

struct queue {
    int length;
    int *slot;
};

static int pipe_ends[2];

__attribute__((noinline)) int push(struct queue *queue, int value) {
    queue->slot[11] = value;
    return queue->length + value;
}

__attribute__((noinline)) int play(struct queue *queue, int depth) {
    return depth == 0 ? push(queue, 42) + 1 : play(queue, depth - 1) + depth;
}

__attribute__((noinline)) void *listen_for_buttons(void *argument) {
    char byte;
    if (read(pipe_ends[0], &byte, 1) == 1) return argument;
    return 0;
}

int main(void) {
    struct queue queue = {0, 0};
    pthread_t threads[3];
    if (pipe(pipe_ends) != 0) return 1;
    for (int i = 0; i < 3; ++i) {
        if (pthread_create(&threads[i], 0, listen_for_buttons, 0) != 0) return 1;
    }
    usleep(500000);
    return play(&queue, 2);
}
