// tensorwright bundle: a landing for another machine, with its log to judge again, or with data to
// run on a GPU.
#include "campaign/bundle.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/files.h"
#include "campaign/device_bundle.h"
#include "cli/find.h"
#include "cli/print.h"

namespace wright {
namespace {

struct BundleArguments {
  std::string revision;
  std::string directory;
  std::string commit = "HEAD";
  std::string spec;
  std::string out;
};

Result<int> bundle_command(const Invocation& invocation, const BundleArguments& given);
Result<int> bundle_log(const Invocation& invocation, const BundleArguments& given);
Result<int> bundle_for_device(const Invocation& invocation, const BundleArguments& given);
void tell(const DeviceSubject& subject, const DeviceBundle& bundle, const BundleArguments& given,
          std::size_t bytes);

}  // namespace

void add_bundle(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<BundleArguments>();
  CLI::App* command = app.add_subcommand(
      "bundle",
      "Pack a landing for another machine: its log to verify, or with -o to run on a GPU");
  CLI::Option* revision = command->add_option("revision", given->revision, "The landed commit");
  command->add_option("directory", given->directory, "A directory to make")->needs(revision);
  CLI::Option* out =
      command
          ->add_option("-o,--out", given->out,
                       "An archive (.tar.gz) that builds the library and runs it on a GPU, with "
                       "CUDA, CMake and a compiler alone")
          ->excludes(revision);
  command
      ->add_option("--commit", given->commit,
                   "With -o: a landing, or the end of a campaign, such as campaign/NAME")
      ->needs(out)
      ->capture_default_str();
  command
      ->add_option("--spec", given->spec,
                   "With -o: a spec's directory, for a commit of no campaign or for other checks")
      ->needs(out);
  command->callback(acting(chosen, invocation, given, bundle_command));
}

namespace {

Result<int> bundle_command(const Invocation& invocation, const BundleArguments& given) {
  if (!given.out.empty()) return bundle_for_device(invocation, given);
  if (!given.directory.empty()) return bundle_log(invocation, given);
  return Error{ErrorKind::usage,
               "bundle wants a landed commit and a directory to make, or -o FILE.tar.gz"};
}

Result<int> bundle_log(const Invocation& invocation, const BundleArguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const CommitId commit = TRY(repo.resolve(given.revision));
  TRY(bundle(repo, commit, given.directory));
  fmt::print(
      "{0} holds {1} and its log. On the other machine:\n"
      "  tensorwright -C {0} verify {1} --out statement.json\n"
      "and here, with the file that it wrote:\n"
      "  tensorwright evidence import statement.json\n",
      given.directory, commit.value);
  return kExitDone;
}

Result<int> bundle_for_device(const Invocation& invocation, const BundleArguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const CommitId commit = TRY(repo.resolve(given.commit));
  const CheckTable table = TRY(load_checks(invocation.tools));
  const TempDirectory scratch =
      TRY(TempDirectory::make(std::filesystem::temp_directory_path(), "tensorwright-bundle-"));
  const Workshop workshop(scratch.path());
  const DeviceSubject subject = TRY(device_subject(repo, workshop, table, commit, given.spec));
  const DeviceBundle made =
      TRY(make_device_bundle(repo, workshop, invocation.tools, table, subject));
  const std::string archive = TRY(packed(made));
  TRY(write_file(given.out, archive));
  tell(subject, made, given, archive.size());
  return kExitDone;
}

void tell(const DeviceSubject& subject, const DeviceBundle& bundle, const BundleArguments& given,
          std::size_t bytes) {
  fmt::print(
      "{0} ({1} KB, {2} files) holds tree {3} of {4}, the host of spec {5} and what it is asked:\n"
      "the data of {6} checks, of held-out cases too, and no answer to it. On a machine with a "
      "GPU,\n"
      "CUDA, CMake and a compiler:\n"
      "  tar -xzf {0} && {7}/run.sh          (with --cpu: a trial without a GPU)\n"
      "and here, with the file that it wrote:\n"
      "  tensorwright evidence import result.tar.gz{8}\n",
      given.out, bytes / 1024, bundle.files.size(), short_id(subject.tree.value),
      subject.spec.target, subject.spec.name, subject.suites.size(), bundle.folder,
      given.spec.empty() ? "" : " --spec " + given.spec);
}

}  // namespace
}  // namespace wright
