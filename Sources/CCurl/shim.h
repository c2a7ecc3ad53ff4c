#ifndef WICK_CCURL_SHIM_H
#define WICK_CCURL_SHIM_H

// The type-checking macros of curl.h cannot be imported.
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

// curl's setters and getters take variadic arguments, which Swift cannot pass: one function an argument type.

typedef size_t (*wick_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*wick_curl_socket_callback)(void *context, curl_socket_t socket, curlsocktype purpose);
typedef CURLcode (*wick_curl_tls_callback)(CURL *easy, void *tls_context, void *context);

static inline CURLcode wick_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode wick_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode wick_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode wick_curl_set_body(CURL *easy, const void *bytes, size_t count) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

static inline CURLcode wick_curl_set_data_callback(CURL *easy, CURLoption option, wick_curl_data_callback callback) {
    return curl_easy_setopt(easy, option, callback);
}

static inline CURLcode wick_curl_set_socket_callback(CURL *easy, wick_curl_socket_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, callback);
}

static inline CURLcode wick_curl_set_tls_callback(CURL *easy, wick_curl_tls_callback callback) {
    return curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, callback);
}

static inline CURLcode wick_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode wick_curl_get_count(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode wick_curl_get_text(CURL *easy, CURLINFO info, const char **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode wick_curl_get_socket(CURL *easy, curl_socket_t *value) {
    return curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, value);
}

static inline CURLMcode wick_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLcode wick_curl_message_result(const CURLMsg *message) { return message->data.result; }

// A macro that is no constant to Swift.
static inline CURLcode wick_curl_global_init(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }

#endif
