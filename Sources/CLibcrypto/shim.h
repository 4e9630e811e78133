// The part of OpenSSL's libcrypto that Core calls: EVP_Digest and EVP_sha256.
#include <openssl/evp.h>
