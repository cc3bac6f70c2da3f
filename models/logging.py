"""Proof of logging.toml."""

import logging
import logging.config
import logging.handlers
import multiprocessing


def on_root(text, value):
    logging.debug(text, value)  # sink: log
    logging.info(text, value)  # sink: log
    logging.warning(text, value)  # sink: log
    logging.warn(text, value)  # sink: log
    logging.error(text, value)  # sink: log
    logging.critical(text, value)  # sink: log
    logging.fatal(text, value)  # sink: log
    logging.exception(text, value)  # sink: log
    logging.log(logging.INFO, text, value)  # sink: log
    logging.getLevelName(value)  # pass


def on_logger(text, value):
    journal = logging.getLogger(__name__)
    journal.debug(text, value)  # alias; sink: log
    journal.info(text, value)  # sink: log
    journal.warning(text, value)  # sink: log
    journal.warn(text, value)  # sink: log
    journal.error(text, value)  # sink: log
    journal.critical(text, value)  # sink: log
    journal.fatal(text, value)  # sink: log
    journal.exception(text, value)  # sink: log
    journal.log(logging.INFO, text, value)  # sink: log
    journal.isEnabledFor(logging.INFO)  # pass
    journal.getChild("part").info(text)  # alias
    logging.LoggerAdapter(journal, {}).info(text)  # alias
    logging.root.info(text)  # alias
    multiprocessing.get_logger().info(text)  # alias


def on_something(logger, text):
    logger.debug(text)  # sink: log
    logger.info(text)  # sink: log
    logger.warning(text)  # sink: log
    logger.error(text)  # sink: log
    logger.critical(text)  # sink: log
    logger.exception(text)  # sink: log


def configure(name, settings):
    logging.basicConfig(filename=name)  # sink: path-write
    logging.FileHandler(name)  # sink: path-write
    logging.handlers.RotatingFileHandler(name)  # sink: path-write
    logging.handlers.TimedRotatingFileHandler(name)  # sink: path-write
    logging.handlers.WatchedFileHandler(name)  # sink: path-write
    logging.config.dictConfig(settings)  # sink: code
    logging.config.fileConfig(name)  # sink: code
