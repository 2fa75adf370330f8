// Compiled for i386 and disassembled by x86_insn.py: addresses of every form, x87, SSE, 64-bit arithmetic, calls.
typedef unsigned long long u64;
typedef __SIZE_TYPE__ size_t;
struct node {
    struct node* next;
    short tag;
    signed char kind;
    double weight;
    u64 count;
    int (*visit)(struct node*, int);
};
struct node nodes[64];
volatile int flag;
__thread int per_thread;
int outer(struct node* node, int value);

size_t Length(const char* text) {
    size_t n = 0;
    while (text[n]) ++n;
    return n;
}
void Copy(char* to, const char* from, size_t size) {
    __builtin_memcpy(to, from, size);
}
u64 Count(const struct node* list) {
    u64 sum = 0;
    for (; list; list = list->next) sum += list->count * (u64)list->tag + (u64)list->kind;
    return sum;
}
double Weigh(const struct node* list, int n) {
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += list[i].weight * (double)list[i].count;
    return sum;
}
long double Long(long double a, int b) {
    return a * b + 1.5L;
}
int Visit(struct node* node, int value) {
    ++per_thread;
    if (!node || !node->visit) return outer(node, value) + 1;
    return node->visit(node, value) + flag;
}
void Scale(float* values, const float* factors, int n) {
    for (int i = 0; i < n; ++i) values[i] *= factors[i];
}
void Sums(int* values, const int* more, int n) {
    for (int i = 0; i < n; ++i) values[i] += more[i] >> 3;
}
int Select(int n) {
    switch (n) {
        case 0:
            return nodes[3].tag;
        case 1:
            return outer(nodes, 4);
        case 2:
            return (int)nodes[n].count;
        case 3:
            return flag ? 7 : -2;
        case 4:
            return outer(0, n);
        default:
            return n / 10;
    }
}
int Swap(int* word, int value) {
    int old = __atomic_exchange_n(word, value, 5);
    __atomic_fetch_add(&flag, old, 5);
    __atomic_compare_exchange_n(word, &old, value + 1, 0, 5, 5);
    return old + __builtin_popcount((unsigned)value) + __builtin_ctz((unsigned)value | 1);
}
u64 Divide(u64 a, u64 b, int shift) {
    return ((a << shift) ^ (b >> shift)) + a * b;
}
void Clear(struct node* node) {
    __builtin_memset(node, 0, sizeof *node);
    nodes[node->kind].next = node;
}
