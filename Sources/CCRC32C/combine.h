#ifndef CCRC32C_COMBINE_H
#define CCRC32C_COMBINE_H

/* Computes the constants of `ccrc32c_combine`. */
__attribute__((visibility("hidden"))) void ccrc32c_prepare_combine(void);

#endif
