/* Stands for the nRF5340's bus in tests of the port (PORT_REGISTER_FILE): model.h. */
#include <stdint.h>

volatile uint32_t *model_register(uint32_t address);
void *model_memory(uint32_t address);
uint32_t model_dma_address(const void *pointer);

#define REGISTER(address)    (*model_register(address))
#define MEMORY(address)      model_memory(address)
#define DMA_ADDRESS(pointer) model_dma_address(pointer)
