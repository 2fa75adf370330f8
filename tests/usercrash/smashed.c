/* A program that overwrites its stack, return addresses included, and then crashes in a function that has none to go to. */
#include <string.h>
#include <unistd.h>

__attribute__((noinline)) static void overwrite(unsigned long value)
{
    unsigned long buffer[4];
    volatile unsigned long *words = buffer;

    /* Far past the end: the frames of all callers are gone. */
    for (int i = 0; i < 64; i++)
        words[i] = value + (unsigned long)i;
    __asm__ volatile("" : : : "memory");
}

int main(void)
{
    char room[1024];

    memset(room, 1, sizeof(room));
    __asm__ volatile("" : : "r"(room) : "memory");
    overwrite(0x4141414141414141UL);
    return room[write(1, room, 0)];
}
