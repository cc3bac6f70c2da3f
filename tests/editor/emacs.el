;;; Starts the language server as the settings in docs/editors.md do, waits for findings, and prints them. -*- lexical-binding: t -*-
;; ASSAY_CLIENT is `eglot' or `lsp-mode'; the settings are read from the document, so that what stands there works.
(require 'package)
(package-initialize)
(require 'flymake)

(defun say (text &rest more) (princ (concat (apply #'format text more) "\n")))

(defun settings-of (words)
  "The forms of the document that have WORDS in them."
  (with-temp-buffer
    (insert-file-contents (getenv "ASSAY_DOCUMENT"))
    (let (found)
      (while (re-search-forward "^```elisp\n\\(\\(?:.*\n\\)*?\\)```" nil t)
        (let ((block (match-string 1)))
          (when (string-match-p (regexp-quote words) block) (setq found (read block)))))
      (or found (error "the document has no settings with %s" words)))))

(defun wait-for (is)
  (let ((turns 0))
    (while (and (< turns 600) (not (funcall is)))
      (accept-process-output nil 0.1)
      (setq turns (1+ turns)))
    (unless (funcall is) (say "nothing was told") (kill-emacs 1))))

(defun first-line (text) (car (split-string text "\n")))

(defun with-eglot ()
  (require 'eglot)
  (eval (settings-of "eglot-server-programs") t)
  (setq eglot-sync-connect 60 eglot-connect-timeout 120)
  (find-file "app.py")
  (apply #'eglot (eglot--guess-contact))
  (flymake-mode 1)
  (wait-for #'flymake-diagnostics)
  (dolist (one (flymake-diagnostics))
    (say "line %d: %s" (line-number-at-pos (flymake-diagnostic-beg one)) (first-line (flymake-diagnostic-text one)))
    (when (string-match-p "command-injection" (flymake-diagnostic-text one))
      (goto-char (flymake-diagnostic-beg one))
      (let ((answer (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover (eglot--TextDocumentPositionParams))))
        (say "lesson: %s" (if (string-match-p "What can happen" (format "%S" answer)) "yes" "no"))))))

(defun with-lsp-mode ()
  (require 'lsp-mode)
  (eval (settings-of "lsp-register-client") t)
  ;; Nobody is there to be asked.
  (setq lsp-restart 'ignore lsp-enable-file-watchers nil lsp-diagnostics-provider :none lsp-enable-snippet nil
        lsp-client-packages nil lsp-headerline-breadcrumb-enable nil)
  (lsp-workspace-folders-add (directory-file-name default-directory))
  (find-file "app.py")
  (lsp)
  (let ((own (lambda () (gethash (lsp--fix-path-casing (buffer-file-name)) (lsp-diagnostics)))))
    (wait-for own)
    (mapc (lambda (one)
            (say "line %d: [%s] %s" (1+ (lsp:position-line (lsp:range-start (lsp:diagnostic-range one))))
                 (lsp:diagnostic-code? one) (first-line (lsp:diagnostic-message one))))
          (funcall own))))

(if (equal (getenv "ASSAY_CLIENT") "eglot") (with-eglot) (with-lsp-mode))
(kill-emacs 0)
