/* SHA-256 of messages by OpenSSL's libcrypto, with the GIL released around each.
 *
 * Mechanism: a native kernel in an extension that lets the GIL go, as hashlib does for messages above 2047 bytes. With held=0 it should scale with
 * the cores on every build; with held=1 it is flat with a GIL and scales free-threaded. Each worker has a context of its own, which fetched the
 * algorithm once: fetching it anew for each message goes through a store of OpenSSL's that all threads share (openssl/openssl#17064). Every digest
 * is compared with one that setup made; setup itself is held to the known digest of "abc".
 * Claim C26.
 * libraries: crypto
 * op: one digest of a message of `size` bytes.
 */
#include "released.h"

#include "counted.h"
#include "lines.h"

#include <openssl/evp.h>

#define KINDS  16 /* of messages: they differ in the first byte */
#define DIGEST 32

struct digests {
    unsigned char of[KINDS][DIGEST];
};

struct hasher {
    EVP_MD_CTX *context;
    unsigned next; /* kind of message */
    size_t size;
    unsigned char *message;
};

static const unsigned char digest_of_abc[DIGEST] = {
    0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
    0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};

static unsigned char *make_message(size_t size)
{
    unsigned char *message = lines_new(size);
    for (size_t i = 0; message && i < size; i++)
        message[i] = (unsigned char)(i * 131 >> 3);
    return message;
}

static EVP_MD_CTX *make_context(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1)
        return context;
    EVP_MD_CTX_free(context);
    return NULL;
}

static int digest(EVP_MD_CTX *context, const unsigned char *message, size_t size, unsigned char *to)
{
    /* No algorithm: the one that it has. */
    return EVP_DigestInit_ex(context, NULL, NULL) == 1 && EVP_DigestUpdate(context, message, size) == 1 &&
                   EVP_DigestFinal_ex(context, to, NULL) == 1
               ? 0
               : -1;
}

static int setup(struct gilscale_cell *cell)
{
    size_t size = (size_t)gilscale_parameter(cell, "size");
    EVP_MD_CTX *context = make_context();
    unsigned char *message = make_message(size), abc[DIGEST];
    int result = lines_shared(cell, sizeof(struct digests));
    struct digests *digests = cell->shared;

    if (result < 0 || !context || !message || digest(context, (const unsigned char *)"abc", 3, abc) < 0)
        result = -1;
    for (int kind = 0; result == 0 && kind < KINDS; kind++) {
        message[0] = (unsigned char)kind;
        result = digest(context, message, size, digests->of[kind]);
    }
    if (result == 0 && memcmp(abc, digest_of_abc, DIGEST) != 0)
        result = -1;
    if (result < 0)
        strcpy(cell->error, "libcrypto does not make SHA-256 digests");
    EVP_MD_CTX_free(context);
    free(message);
    return result;
}

static int begin(struct gilscale_worker *worker)
{
    if (lines_state(worker, sizeof(struct hasher)) < 0)
        return -1;
    struct hasher *hasher = worker->state;
    hasher->size = (size_t)gilscale_parameter(worker->cell, "size");
    hasher->message = make_message(hasher->size);
    hasher->context = make_context();
    if (hasher->message && hasher->context)
        return 0;
    strcpy(worker->error, "no memory, or no context of libcrypto's");
    return -1;
}

/* Returns whether the digest is right. */
static int hash(struct hasher *hasher, const struct digests *digests)
{
    unsigned char made[DIGEST];
    unsigned kind = hasher->next++ % KINDS;

    hasher->message[0] = (unsigned char)kind;
    return digest(hasher->context, hasher->message, hasher->size, made) == 0 &&
           memcmp(made, digests->of[kind], DIGEST) == 0;
}

static int run(struct gilscale_worker *worker, uint64_t n)
{
    int held = released_held(worker);

    while (n--) {
        PyThreadState *saved = released_begin(held);
        worker->result += (uint64_t)hash(worker->state, worker->cell->shared);
        released_end(saved);
    }
    return 0;
}

static void end(struct gilscale_worker *worker)
{
    struct hasher *hasher = worker->state;

    EVP_MD_CTX_free(hasher->context);
    free(hasher->message);
}

static const struct gilscale_parameter parameters[] = {
    {.name = "size", .value = 16384, .low = 1, .high = 1073741824, .unit = "bytes", .help = "of a message"},
    RELEASED_PARAMETER,
    {0},
};

GILSCALE_WORKLOAD(.attachment = GILSCALE_ATTACHED, .parameters = parameters, .setup = setup, .begin = begin,
                  .run = run, .end = end, .check = counted_check);
