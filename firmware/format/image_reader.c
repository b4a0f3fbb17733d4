/* Placeholder until the module is written. */
typedef int image_reader_placeholder;
