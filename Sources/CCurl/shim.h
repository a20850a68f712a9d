#ifndef GUICHE_CCURL_SHIM_H
#define GUICHE_CCURL_SHIM_H
#include <curl/curl.h>
#include <dlfcn.h>

/* The functions of libcurl. They are loaded by the process that first needs them, not linked: the library brings 27 others, and a
   responder whose files are in a folder needs none of them. */
struct guiche_curl {
    CURLcode (*global_init)(long flags);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *handle);
    void (*easy_reset)(CURL *handle);
    CURLcode (*easy_perform)(CURL *handle);
    const char *(*easy_strerror)(CURLcode code);
    CURLcode (*easy_setopt)(CURL *handle, CURLoption option, ...);
    CURLcode (*easy_getinfo)(CURL *handle, CURLINFO info, ...);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
    void (*slist_free_all)(struct curl_slist *list);
};

typedef size_t (*guiche_curl_transfer)(char *buffer, size_t size, size_t count, void *context);

#define GUICHE_CURL_FIND(name) (*(void **)&found.name = dlsym(library, "curl_" #name)) != NULL
/* Loads the library for good; 0 when the host has none. */
static inline int guiche_curl_load(struct guiche_curl *functions) {
    struct guiche_curl found = {0};
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return 0;
    if (GUICHE_CURL_FIND(global_init) && GUICHE_CURL_FIND(easy_init) && GUICHE_CURL_FIND(easy_cleanup) &&
        GUICHE_CURL_FIND(easy_reset) && GUICHE_CURL_FIND(easy_perform) && GUICHE_CURL_FIND(easy_strerror) &&
        GUICHE_CURL_FIND(easy_setopt) && GUICHE_CURL_FIND(easy_getinfo) && GUICHE_CURL_FIND(slist_append) &&
        GUICHE_CURL_FIND(slist_free_all) && found.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
        *functions = found;
        return 1;
    }
    return 0;
}
#undef GUICHE_CURL_FIND

static inline CURL *guiche_curl_init(const struct guiche_curl *curl) { return curl->easy_init(); }
static inline void guiche_curl_cleanup(const struct guiche_curl *curl, CURL *handle) { curl->easy_cleanup(handle); }
static inline void guiche_curl_reset(const struct guiche_curl *curl, CURL *handle) { curl->easy_reset(handle); }
static inline CURLcode guiche_curl_perform(const struct guiche_curl *curl, CURL *handle) { return curl->easy_perform(handle); }
static inline const char *guiche_curl_words(const struct guiche_curl *curl, CURLcode code) { return curl->easy_strerror(code); }
static inline struct curl_slist *guiche_curl_append(const struct guiche_curl *curl, struct curl_slist *list, const char *text) {
    return curl->slist_append(list, text);
}
static inline void guiche_curl_free_list(const struct guiche_curl *curl, struct curl_slist *list) { curl->slist_free_all(list); }

static inline CURLcode guiche_curl_set_long(const struct guiche_curl *curl, CURL *handle, CURLoption option, long value) {
    return curl->easy_setopt(handle, option, value);
}
static inline CURLcode guiche_curl_set_size(const struct guiche_curl *curl, CURL *handle, CURLoption option, curl_off_t value) {
    return curl->easy_setopt(handle, option, value);
}
static inline CURLcode guiche_curl_set_text(const struct guiche_curl *curl, CURL *handle, CURLoption option, const char *value) {
    return curl->easy_setopt(handle, option, value);
}
static inline CURLcode guiche_curl_set_list(const struct guiche_curl *curl, CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl->easy_setopt(handle, option, value);
}
/* A function that is given bytes to take, or a buffer to fill, and what it is called with. */
static inline CURLcode guiche_curl_set_transfer(const struct guiche_curl *curl, CURL *handle, CURLoption option,
                                                guiche_curl_transfer function, CURLoption context_option, void *context) {
    CURLcode result = curl->easy_setopt(handle, option, function);
    return result == CURLE_OK ? curl->easy_setopt(handle, context_option, context) : result;
}
/* Where a body goes on that has to be sent again. */
static inline CURLcode guiche_curl_set_seeker(const struct guiche_curl *curl, CURL *handle,
                                              int (*seeker)(void *context, curl_off_t offset, int origin), void *context) {
    CURLcode result = curl->easy_setopt(handle, CURLOPT_SEEKFUNCTION, seeker);
    return result == CURLE_OK ? curl->easy_setopt(handle, CURLOPT_SEEKDATA, context) : result;
}
/* The library keeps a copy. */
static inline CURLcode guiche_curl_set_content(const struct guiche_curl *curl, CURL *handle, const void *content, long count) {
    CURLcode result = curl->easy_setopt(handle, CURLOPT_POSTFIELDSIZE, count);
    return result == CURLE_OK ? curl->easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, count > 0 ? content : "") : result;
}
static inline CURLcode guiche_curl_set_opener(const struct guiche_curl *curl, CURL *handle, curl_opensocket_callback opener) {
    return curl->easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, opener);
}
static inline CURLcode guiche_curl_response_code(const struct guiche_curl *curl, CURL *handle, long *code) {
    return curl->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, code);
}
#endif
