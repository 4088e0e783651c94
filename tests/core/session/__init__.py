"""The core, module by module: each test module covers its own module wholly."""
