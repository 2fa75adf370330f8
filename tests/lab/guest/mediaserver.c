/*
 * The user program whose system call crashes: opens the socket to the remote processor, asks /dev/headunit for the
 * fault named in its argument, and closes the socket.
 *
 * Freestanding and position independent, so that the kernel loads it high: no page of it lies in the first GiB of its
 * address space, and a NULL pointer plus a small offset finds no level-1 entry in the page tables. That is how the
 * mediaserver of a real head unit looks; a program at 0x10000 would fault on a lower level.
 */
enum { SYS_EXIT = 1, SYS_WRITE = 4, SYS_OPEN = 5, SYS_CLOSE = 6, O_RDWR = 2 };

static long system_call(long number, long a, long b, long c)
{
    register long r7 __asm__("r7") = number;
    register long r0 __asm__("r0") = a;
    register long r1 __asm__("r1") = b;
    register long r2 __asm__("r2") = c;

    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
    return r0;
}

static long length(const char *text)
{
    long size = 0;

    while (text[size])
        size++;
    return size;
}

__attribute__((used)) static int serve(long *stack)
{
    long argument_count = stack[0];
    const char *fault = (const char *)stack[2];
    long sock, control;

    if (argument_count != 2)
        return 2;
    sock = system_call(SYS_OPEN, (long)"/dev/rpmsg-sock", O_RDWR, 0);
    control = system_call(SYS_OPEN, (long)"/dev/headunit", O_RDWR, 0);
    if (sock < 0 || control < 0)
        return 3;
    if (system_call(SYS_WRITE, control, (long)fault, length(fault)) < 0)
        return 4;
    system_call(SYS_CLOSE, sock, 0, 0);
    return 0;
}

__attribute__((naked, noreturn)) void _start(void)
{
    __asm__ volatile("mov r0, sp\n"
                     "bl serve\n"
                     "mov r7, %0\n"
                     "svc 0\n" : : "i"(SYS_EXIT));
}
