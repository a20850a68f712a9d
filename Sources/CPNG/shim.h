#ifndef GUICHE_CPNG_SHIM_H
#define GUICHE_CPNG_SHIM_H
#include <png.h>
#include <stddef.h>
#include <string.h>

/* Writes a square picture of grey bytes; `bytes` is the room in, and the length out. 0 when it does not fit or fails. */
static inline int guiche_png_write_grey(const unsigned char *pixels, unsigned side, void *memory, size_t *bytes) {
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = side;
    image.height = side;
    image.format = PNG_FORMAT_GRAY;
    png_alloc_size_t length = *bytes;
    int is_done = png_image_write_to_memory(&image, memory, &length, 0, pixels, 0, NULL);
    *bytes = length;
    png_image_free(&image);
    return is_done;
}
#endif
