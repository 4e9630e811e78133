// The part of OpenSSL's libcrypto that Core calls: the digests of EVP.
#include <openssl/evp.h>
