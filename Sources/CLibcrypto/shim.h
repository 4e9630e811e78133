// The part of OpenSSL's libcrypto that Core calls: EVP_sha256, EVP_Digest and its steps.
#include <openssl/evp.h>
