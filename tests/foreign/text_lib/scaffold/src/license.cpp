// Keeps the library from being empty before the first task has landed.
namespace text {

extern const char kLicense[];
const char kLicense[] = "MIT";

}  // namespace text
