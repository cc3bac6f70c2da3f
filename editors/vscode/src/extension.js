// Starts the language server for the workspace, and shows lessons as pages.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

/** Lessons that were asked for, by the rule they are about. */
const lessons = new Map();

/** @param {vscode.ExtensionContext} context */
async function activate(context) {
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider("assay-lesson", {
      provideTextDocumentContent: (uri) => lessons.get(uri.path) ?? "",
    }),
    vscode.commands.registerCommand("assay.restart", restart),
    vscode.commands.registerCommand("assay.rescanAll", () =>
      client?.sendRequest("workspace/executeCommand", { command: "assay.rescan" }),
    ),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("assay.path") || event.affectsConfiguration("assay.isolated")) {
        return restart();
      }
    }),
  );
  await start();
}

async function start() {
  const settings = vscode.workspace.getConfiguration("assay");
  const command = settings.get("path", "assay");
  const args = settings.get("isolated", false) ? ["lsp", "--isolated"] : ["lsp"];
  client = new LanguageClient(
    "assay",
    "Assay",
    { command, args },
    {
      documentSelector: [
        { scheme: "file", language: "python" },
        { scheme: "file", language: "jinja-html" },
        { scheme: "file", language: "html" },
      ],
      initializationOptions: { showsLessons: true },
      middleware: { executeCommand: explained },
    },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const choice = await vscode.window.showErrorMessage(
      `Assay could not be started as “${command}”: ${error}. Install it with “pip install assay”, or say where it is.`,
      "Open settings",
    );
    if (choice) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "assay.path");
    }
  }
}

/**
 * The answer to a question about a rule is shown as a page.
 *
 * @param {string} command
 * @param {any[]} args
 * @param {(command: string, args: any[]) => vscode.ProviderResult<any>} next
 */
async function explained(command, args, next) {
  const answer = await next(command, args);
  if (command === "assay.explain" && typeof answer === "string") {
    const uri = vscode.Uri.from({ scheme: "assay-lesson", path: `/${args[0]}.md` });
    lessons.set(uri.path, answer);
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  }
  return answer;
}

async function restart() {
  await deactivate();
  await start();
}

async function deactivate() {
  await client?.stop();
  client = undefined;
}

module.exports = { activate, deactivate };
