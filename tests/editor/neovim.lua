-- Starts the language server as a user's settings would, waits for findings, and prints them.
local client = vim.lsp.start_client({
  name = "assay",
  cmd = { os.getenv("ASSAY"), "lsp" },
  root_dir = vim.fn.getcwd(),
  workspace_folders = { { uri = vim.uri_from_fname(vim.fn.getcwd()), name = "project" } },
})
vim.lsp.buf_attach_client(0, client)

local function say(text)
  io.stdout:write(text .. "\n")
end

local found = vim.wait(60000, function()
  return #vim.diagnostic.get(0) > 0
end, 100)
if not found then
  say("nothing was told")
  vim.cmd("cquit")
end
for _, one in ipairs(vim.diagnostic.get(0)) do
  say("line " .. (one.lnum + 1) .. ": " .. one.code)
end

local flaw
for _, one in ipairs(vim.diagnostic.get(0)) do
  if one.code == "command-injection" then
    flaw = one
  end
end
if flaw then
  local here = { textDocument = vim.lsp.util.make_text_document_params(0) }
  here.position = { line = flaw.lnum, character = flaw.col }
  local hover = vim.lsp.buf_request_sync(0, "textDocument/hover", here, 30000)
  local text = hover[client].result.contents.value
  say("lesson: " .. (text:find("What can happen") and "yes" or "no"))
  local range = { start = here.position, ["end"] = here.position }
  local asked = { textDocument = here.textDocument, range = range, context = { diagnostics = {} } }
  local actions = vim.lsp.buf_request_sync(0, "textDocument/codeAction", asked, 30000)
  for _, action in ipairs(actions[client].result) do
    say("actions: " .. action.title)
  end
end
vim.lsp.stop_client(client)
vim.cmd("qall!")
