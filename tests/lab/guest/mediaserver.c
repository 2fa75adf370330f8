/*
 * The user program whose system call crashes: opens the socket to the remote processor, asks /dev/headunit for the
 * fault named in its argument, and closes the socket. Some faults it causes itself.
 *
 * Freestanding and position independent, so that the kernel loads it high: no page of it lies in the first GiB of its
 * address space, and a NULL pointer plus a small offset finds no level-1 entry in the page tables. That is how the
 * mediaserver of a real head unit looks; a program at 0x10000 would fault on a lower level.
 */
#if defined(__arm__)

enum { SYS_EXIT = 1, SYS_WRITE = 4, SYS_OPEN = 5, SYS_CLOSE = 6 };

static long system_call(long number, long a, long b, long c)
{
    register long r7 __asm__("r7") = number;
    register long r0 __asm__("r0") = a;
    register long r1 __asm__("r1") = b;
    register long r2 __asm__("r2") = c;

    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
    return r0;
}

__asm__(".arm\n"
        ".globl _start\n"
        ".type _start, %function\n"
        "_start: mov r0, sp\n"
        "bl run\n");

#elif defined(__aarch64__)

enum { SYS_OPENAT = 56, SYS_CLOSE = 57, SYS_WRITE = 64, SYS_EXIT = 93 };

static long system_call4(long number, long a, long b, long c, long d)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;

    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
}

static long system_call(long number, long a, long b, long c)
{
    return system_call4(number, a, b, c, 0);
}

__asm__(".globl _start\n"
        "_start: mov x0, sp\n"
        "bl run\n");

#elif defined(__x86_64__)

enum { SYS_WRITE = 1, SYS_OPEN = 2, SYS_CLOSE = 3, SYS_EXIT = 60 };

static long system_call(long number, long a, long b, long c)
{
    long result = number;

    __asm__ volatile("syscall" : "+a"(result) : "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return result;
}

__asm__(".globl _start\n"
        "_start: mov %rsp, %rdi\n"
        "call run\n");

#elif defined(__i386__)

enum { SYS_EXIT = 1, SYS_WRITE = 4, SYS_OPEN = 5, SYS_CLOSE = 6 };

static long system_call(long number, long a, long b, long c)
{
    long result = number;

    __asm__ volatile("int $0x80" : "+a"(result) : "b"(a), "c"(b), "d"(c) : "memory");
    return result;
}

__asm__(".globl _start\n"
        "_start: mov %esp, %eax\n"
        "push %eax\n"
        "call run\n");

#else
#error "system calls of this architecture"
#endif

enum { O_RDWR = 2, AT_FDCWD = -100 };

static long open_file(const char *path)
{
#ifdef __aarch64__
    return system_call4(SYS_OPENAT, AT_FDCWD, (long)path, O_RDWR, 0);
#else
    return system_call(SYS_OPEN, (long)path, O_RDWR, 0);
#endif
}

static long length(const char *text)
{
    long size = 0;

    while (text[size])
        size++;
    return size;
}

static int is(const char *text, const char *other)
{
    while (*text && *text == *other) {
        text++;
        other++;
    }
    return *text == *other;
}

/* The kernel crashes because it is asked to. */
static int crash_by_sysrq(void)
{
    long trigger = open_file("/proc/sysrq-trigger");

    if (trigger < 0)
        return 3;
    system_call(SYS_WRITE, trigger, (long)"c", 1);
    return 4;
}

/* Writes through a NULL pointer: the process is killed. */
static int crash_itself(void)
{
    static int *volatile playing;

    *(volatile int *)(playing + 4) = 1;
    return 4;
}

/* The status of a process that was killed by SIGKILL: init takes it for a reason to end. */
enum { KILLED = 128 + 9 };

static int serve(long *stack)
{
    long argument_count = stack[0];
    const char *fault = (const char *)stack[2];
    long sock, control;

    if (argument_count != 2)
        return 2;
    if (is(fault, "sysrq_crash"))
        return crash_by_sysrq();
    if (is(fault, "user_fault"))
        return crash_itself();
    if (is(fault, "init_killed"))
        return KILLED;
    sock = open_file("/dev/rpmsg-sock");
    control = open_file("/dev/headunit");
    if (sock < 0 || control < 0)
        return 3;
    if (system_call(SYS_WRITE, control, (long)fault, length(fault)) < 0)
        return 4;
    system_call(SYS_CLOSE, sock, 0, 0);
    return 0;
}

/* What _start calls with the stack as the kernel made it: argument count, arguments. */
__attribute__((used, noreturn)) void run(long *stack)
{
    long status = serve(stack);

    for (;;)
        system_call(SYS_EXIT, status, 0, 0);
}
