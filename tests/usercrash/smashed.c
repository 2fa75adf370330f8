/* A program that overwrites its stack, return addresses included, and then crashes in a function that has none to go to. */
#include <string.h>
#include <unistd.h>

#define ROOM_BYTES 1024

__attribute__((noinline)) static void overwrite(unsigned long value)
{
    unsigned long buffer[4];
    volatile unsigned long *words = buffer;

    /* Past main's room too: on 32-bit ARM this function itself has no return address on the stack. */
    for (unsigned long i = 0; i < (ROOM_BYTES + 256) / sizeof(*words); i++)
        words[i] = value + 4 * i;
    __asm__ volatile("" : : : "memory");
}

int main(void)
{
    char room[ROOM_BYTES];

    memset(room, 1, sizeof(room));
    __asm__ volatile("" : : "r"(room) : "memory");
    overwrite(~0UL / 0xff * 0x40);
    return room[write(1, room, 0)];
}
